<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AccountForm</name>
    <message>
        <source>Enter the name, as it should stand with decisions and signatures.</source>
        <translation>请输入姓名（将随判定和签名一并记录）。</translation>
    </message>
    <message>
        <source>Tick at least one role.</source>
        <translation>请至少勾选一个角色。</translation>
    </message>
    <message>
        <source>Enter the present password.</source>
        <translation>请输入当前密码。</translation>
    </message>
    <message>
        <source>A password has at least %1 characters.</source>
        <translation>密码至少为 %1 个字符。</translation>
    </message>
    <message>
        <source>Enter the same password once more.</source>
        <translation>请再次输入相同的密码。</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>姓名(&amp;N)</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>&amp;Technician</source>
        <translation>技师(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Hematologist</source>
        <translation>血液科医师(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Administrator</source>
        <translation>管理员(&amp;A)</translation>
    </message>
    <message>
        <source>P&amp;resent password</source>
        <translation>当前密码(&amp;R)</translation>
    </message>
    <message>
        <source>New &amp;password</source>
        <translation>新密码(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Once more</source>
        <translation>再次输入(&amp;O)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>保存(&amp;K)</translation>
    </message>
</context>
<context>
    <name>AdjudicationDialog</name>
    <message>
        <source>undecided</source>
        <translation>未判定</translation>
    </message>
    <message>
        <source>Cells on which two readers disagree</source>
        <translation>两位阅片者意见不一的细胞</translation>
    </message>
    <message>
        <source>&amp;Neither: this class</source>
        <translation>均不是，应为此类别(&amp;N)</translation>
    </message>
    <message>
        <source>Why, if it needs saying</source>
        <translation>理由（如需说明）</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cell %1: %2</source>
        <translation>细胞 %1：%2</translation>
    </message>
    <message>
        <source>Cell %1: to settle</source>
        <translation>细胞 %1：待仲裁</translation>
    </message>
    <message>
        <source>&amp;1  %1</source>
        <translation>&amp;1  %1</translation>
    </message>
    <message>
        <source>&amp;2  %1</source>
        <translation>&amp;2  %1</translation>
    </message>
    <message>
        <source>Settled by %1.</source>
        <translation>由 %1 仲裁。</translation>
    </message>
    <message>
        <source>Only a hematologist who read neither time settles it.</source>
        <translation>只有两次阅片均未参与的血液科医师才能仲裁。</translation>
    </message>
    <message>
        <source>Settle what two readers disagree on</source>
        <translation>仲裁两位阅片者的分歧</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n cell(s) to settle. What you choose is in force; both readers&apos; labels stay in the history.</source>
        <translation>
            <numerusform>%n 个细胞中还有 %1 个待裁定。您的选择即生效；两位阅片者的标注都保留在历史中。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All of %n cell(s) settled. The slide can be released.</source>
        <translation>
            <numerusform>%n 个细胞已全部裁定，玻片可以签发。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AgreementDialog</name>
    <message>
        <source>&amp;Drawn slides instead of patients&apos;</source>
        <translation>用绘制的玻片代替患者玻片(&amp;D)</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>两者均判</translation>
    </message>
    <message>
        <source>Only the first</source>
        <translation>仅第一阅片者</translation>
    </message>
    <message>
        <source>Only the second</source>
        <translation>仅第二阅片者</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>一致性</translation>
    </message>
    <message>
        <source>Agreement by class</source>
        <translation>各类别的一致性</translation>
    </message>
    <message>
        <source>Agrees with the model</source>
        <translation>与模型一致</translation>
    </message>
    <message>
        <source>its label shown</source>
        <translation>显示模型判断时</translation>
    </message>
    <message>
        <source>its label hidden</source>
        <translation>隐藏模型判断时</translation>
    </message>
    <message>
        <source>Fisher&apos;s exact p</source>
        <translation>Fisher 精确检验 p</translation>
    </message>
    <message>
        <source>Kappa: Cohen 1960, its interval by the standard error of Fleiss, Cohen and Everitt 1969. By class: specific agreement 2a / (2a + b + c). Direction: exact sign test. Each person&apos;s first word on a cell counts; nothing of a slide that is being read a second time. A difference between shown and hidden may also come from other cells, unless both were drawn alike.</source>
        <translation>Kappa：Cohen 1960，其区间采用 Fleiss、Cohen 和 Everitt 1969 的标准误。各类别：特异一致率 2a / (2a + b + c)。方向：精确符号检验。每人对每个细胞只计首次判定；正在二次阅片的玻片不计入。显示与隐藏之间的差异也可能来自细胞不同，除非两组细胞以相同方式抽取。</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>比较(&amp;C)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Which way they differ within a lineage</source>
        <translation>同一系别内的差异方向</translation>
    </message>
    <message>
        <source>Does seeing the model&apos;s label draw readers to it?</source>
        <translation>看到模型的判断是否会影响阅片者？</translation>
    </message>
    <message>
        <source>First and second readers</source>
        <translation>第一与第二阅片者</translation>
    </message>
    <message>
        <source>%1 and the model</source>
        <translation>%1 与模型</translation>
    </message>
    <message>
        <source>Second against first</source>
        <translation>第二阅片者相对第一阅片者</translation>
    </message>
    <message>
        <source>%1 against the model</source>
        <translation>%1 相对模型</translation>
    </message>
    <message>
        <source>no answer, n = 0</source>
        <translation>无判定，n = 0</translation>
    </message>
    <message>
        <source>%1, n = %2</source>
        <translation>%1，n = %2</translation>
    </message>
    <message>
        <source>Only the model</source>
        <translation>仅模型</translation>
    </message>
    <message>
        <source>Only the reader</source>
        <translation>仅阅片者</translation>
    </message>
    <message>
        <source>No slide was read twice yet: ask for a second reading in the People menu.</source>
        <translation>尚无经过二次阅片的玻片：请在“人员”菜单中申请二次阅片。</translation>
    </message>
    <message>
        <source>No decision to compare yet.</source>
        <translation>尚无可比较的判定。</translation>
    </message>
    <message>
        <source>They agree on %1 of n = %2 cells; by chance on %3 %.</source>
        <translation>n = %2 个细胞中，两者一致 %1；偶然一致为 %3 %。</translation>
    </message>
    <message>
        <source>&lt;b&gt;Cohen&apos;s κ = %1&lt;/b&gt; (95 %: %2 to %3). %4</source>
        <translation>&lt;b&gt;Cohen κ = %1&lt;/b&gt;（95 %：%2 至 %3）。%4</translation>
    </message>
    <message>
        <source>κ is not defined: both used one class only. %1</source>
        <translation>κ 无法计算：两者只用了同一个类别。%1</translation>
    </message>
    <message>
        <source> With fewer than 50 cells the interval is rough.</source>
        <translation> 细胞少于 50 个，区间仅为粗略估计。</translation>
    </message>
    <message>
        <source>Agreement of readers</source>
        <translation>阅片者一致性</translation>
    </message>
</context>
<context>
    <name>AtlasDialog</name>
    <message>
        <source>Atlas</source>
        <translation>图谱</translation>
    </message>
    <message>
        <source>Reading the atlas…</source>
        <translation>正在读取图谱…</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Cells of the atlas</source>
        <translation>图谱中的细胞</translation>
    </message>
    <message>
        <source>Note: what to look at. Return keeps it</source>
        <translation>注释：观察要点。按回车键保存</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>注释</translation>
    </message>
    <message>
        <source>&amp;Open the cell</source>
        <translation>打开该细胞(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Take out</source>
        <translation>移出图谱(&amp;T)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>All classes (%1)</source>
        <translation>全部类别（%1）</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <comment>class and how many cells</comment>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>%1. Put in by %2; from %3</source>
        <translation>%1。由 %2 收入；来自 %3</translation>
    </message>
    <message>
        <source>The atlas is empty. Select cells in Cells and press %1.</source>
        <translation>图谱是空的。请在“细胞”中选择细胞，然后按 %1。</translation>
    </message>
</context>
<context>
    <name>AttributeWords</name>
    <message>
        <source>%1, %2</source>
        <comment>two attributes of one thing: small, pink</comment>
        <translation>%1、%2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>attribute and its value</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1: %2; goes with %3 rather than %4</source>
        <extracomment>%1: attribute, %2: its value, %3: the class it is usual for, %4: the class that the model says.</extracomment>
        <translation>%1：%2；更符合%3，而不是%4</translation>
    </message>
    <message>
        <source>right on %1 % of %2 cells it was not trained on; always the commonest value: %3 %; knowing only the class: %4 %</source>
        <translation>在未参与训练的 %2 个细胞中判断正确率 %1 %；始终取最常见值为 %3 %；仅凭类别为 %4 %</translation>
    </message>
    <message>
        <source>Read off the picture by the model, not by an expert:</source>
        <translation>由模型从图像中读出，并非专家判断：</translation>
    </message>
    <message>
        <source>%1 — %2 (%3)</source>
        <extracomment>A line of a list. %1: &quot;Nucleus: band&quot;, %2: probability, %3: how often the model is right.</extracomment>
        <translation>%1 — %2（%3）</translation>
    </message>
</context>
<context>
    <name>AuditDialog</name>
    <message>
        <source>decided on a cell</source>
        <translation>判定细胞</translation>
    </message>
    <message>
        <source>took a decision back</source>
        <translation>收回判定</translation>
    </message>
    <message>
        <source>flagged a cell</source>
        <translation>标记细胞</translation>
    </message>
    <message>
        <source>took a flag away</source>
        <translation>取消标记</translation>
    </message>
    <message>
        <source>commented on a cell</source>
        <translation>为细胞添加备注</translation>
    </message>
    <message>
        <source>signed</source>
        <translation>签署</translation>
    </message>
    <message>
        <source>began an import</source>
        <translation>开始导入</translation>
    </message>
    <message>
        <source>added images</source>
        <translation>添加图像</translation>
    </message>
    <message>
        <source>finished an import</source>
        <translation>完成导入</translation>
    </message>
    <message>
        <source>renamed a slide</source>
        <translation>重命名玻片</translation>
    </message>
    <message>
        <source>set thresholds</source>
        <translation>设定阈值</translation>
    </message>
    <message>
        <source>discarded a slide</source>
        <translation>弃用玻片</translation>
    </message>
    <message>
        <source>classified cells</source>
        <translation>对细胞分类</translation>
    </message>
    <message>
        <source>set the share of blind questions</source>
        <translation>设定盲法抽查的比例</translation>
    </message>
    <message>
        <source>added to quality control, or took out</source>
        <translation>加入质控或移出质控</translation>
    </message>
    <message>
        <source>read for quality control</source>
        <translation>质控判读</translation>
    </message>
    <message>
        <source>said what quality control expects</source>
        <translation>设定质控靶值</translation>
    </message>
    <message>
        <source>registered a model</source>
        <translation>登记模型</translation>
    </message>
    <message>
        <source>asked for a second reading</source>
        <translation>申请二次阅片</translation>
    </message>
    <message>
        <source>settled a disagreement</source>
        <translation>仲裁分歧</translation>
    </message>
    <message>
        <source>made an account</source>
        <translation>新建账户</translation>
    </message>
    <message>
        <source>changed an account</source>
        <translation>更改账户</translation>
    </message>
    <message>
        <source>set a password</source>
        <translation>设置密码</translation>
    </message>
    <message>
        <source>signed in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>signed out</source>
        <translation>退出登录</translation>
    </message>
    <message>
        <source>locked the screen</source>
        <translation>锁定屏幕</translation>
    </message>
    <message>
        <source>unlocked the screen</source>
        <translation>解锁屏幕</translation>
    </message>
    <message>
        <source>gave a wrong password</source>
        <translation>输错密码</translation>
    </message>
    <message>
        <source>tried a disabled account</source>
        <translation>尝试登录已停用的账户</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>Anyone</source>
        <translation>任何人</translation>
    </message>
    <message>
        <source>Kind of action</source>
        <translation>操作种类</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Decisions on cells</source>
        <translation>细胞的判定</translation>
    </message>
    <message>
        <source>Signatures</source>
        <translation>签名</translation>
    </message>
    <message>
        <source>Slides</source>
        <translation>玻片</translation>
    </message>
    <message>
        <source>Accounts and sign-in</source>
        <translation>账户与登录</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>any day</source>
        <translation>任何日期</translation>
    </message>
    <message>
        <source>&amp;Who</source>
        <translation>人员(&amp;W)</translation>
    </message>
    <message>
        <source>Wh&amp;at</source>
        <translation>操作(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Of</source>
        <translation>对象(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;From</source>
        <translation>起始日期(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;to</source>
        <translation>至(&amp;T)</translation>
    </message>
    <message>
        <source>Entries, the newest first</source>
        <translation>记录，最新者在前</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>序号</translation>
    </message>
    <message>
        <source>When</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>人员</translation>
    </message>
    <message>
        <source>What</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Of</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Show &amp;earlier entries</source>
        <translation>显示更早的记录(&amp;E)</translation>
    </message>
    <message>
        <source>The chosen entry, as it is hashed</source>
        <translation>所选记录，即计算散列值的内容</translation>
    </message>
    <message>
        <source>Verifying recomputes every hash and compares decisions, predictions, signatures, second readings and accounts with their entries: it shows what was changed, taken from the middle or put in. It cannot show that the end was cut off, or the whole file replaced by another: compare the head below with one that was kept elsewhere, on a signed report or in an export.</source>
        <translation>校验会重新计算每个散列值，并将判定、模型预测、签名、二次阅片和账户与其记录逐一比对：可发现被更改、从中间删除或插入的内容。但无法发现末尾被截去，或整个文件被另一文件替换：请将下方的链首与保存在别处的链首（已签署的报告或导出文件中）比对。</translation>
    </message>
    <message>
        <source>Not verified yet.</source>
        <translation>尚未校验。</translation>
    </message>
    <message>
        <source>&amp;Verify the chain</source>
        <translation>校验审计链(&amp;V)</translation>
    </message>
    <message>
        <source>Export as &amp;CSV…</source>
        <translation>导出为 CSV(&amp;C)…</translation>
    </message>
    <message>
        <source>Export as &amp;JSON lines…</source>
        <translation>导出为 JSON lines(&amp;J)…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Verifying…</source>
        <translation>正在校验…</translation>
    </message>
    <message>
        <source>No entry fits. Take a part of the filter away.</source>
        <translation>没有符合条件的记录。请减少筛选条件。</translation>
    </message>
    <message>
        <source>&lt;b&gt;The chain does not verify.&lt;/b&gt; %1 What is wrong first: %2.</source>
        <translation>&lt;b&gt;审计链校验不通过。&lt;/b&gt;%1 首个问题：%2。</translation>
    </message>
    <message>
        <source>Stopped. Nothing is said of the chain, and no file was written.</source>
        <translation>已停止。对审计链不作结论，也未写入文件。</translation>
    </message>
    <message>
        <source>withheld while the slide is read a second time</source>
        <translation>此玻片正在二次阅片，暂不显示</translation>
    </message>
    <message>
        <source>Export the entries that fit</source>
        <translation>导出符合条件的记录</translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation>审计记录</translation>
    </message>
    <message>
        <source>changed several cells</source>
        <translation>更改了多个细胞</translation>
    </message>
    <message>
        <source>began a count by two examiners</source>
        <translation>开始两名检验者计数</translation>
    </message>
    <message>
        <source>called a cell, as second reader or examiner</source>
        <translation>作为第二阅片者或检验者判定了细胞</translation>
    </message>
    <message>
        <source>finished a second reading or a count</source>
        <translation>完成了第二次阅片或计数</translation>
    </message>
    <message>
        <source>withdrew a second reading or a count</source>
        <translation>撤回了第二次阅片或计数</translation>
    </message>
    <message>
        <source>tagged</source>
        <translation>添加了标签</translation>
    </message>
    <message>
        <source>took a tag off</source>
        <translation>取下了标签</translation>
    </message>
    <message>
        <source>commented on a slide</source>
        <translation>为玻片写了备注</translation>
    </message>
    <message>
        <source>put a cell into the atlas</source>
        <translation>将细胞放入图谱</translation>
    </message>
    <message>
        <source>took a cell out of the atlas</source>
        <translation>将细胞移出图谱</translation>
    </message>
    <message>
        <source>made a class</source>
        <translation>新建了类别</translation>
    </message>
    <message>
        <source>changed a class</source>
        <translation>更改了类别</translation>
    </message>
    <message>
        <source>retired a class</source>
        <translation>停用了类别</translation>
    </message>
    <message>
        <source>drew a cell</source>
        <translation>手工画出了细胞</translation>
    </message>
    <message>
        <source>removed cells</source>
        <translation>移除了细胞</translation>
    </message>
    <message>
        <source>split a cell</source>
        <translation>拆分了细胞</translation>
    </message>
    <message>
        <source>merged cells</source>
        <translation>合并了细胞</translation>
    </message>
    <message>
        <source>took a change of cells back</source>
        <translation>撤销了细胞的更改</translation>
    </message>
    <message>
        <source>wrote on a report</source>
        <translation>填写了报告</translation>
    </message>
    <message>
        <source>set the laboratory&apos;s details</source>
        <translation>设置了实验室信息</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between examples</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Second readings and examiners</source>
        <translation>第二次阅片与检验者计数</translation>
    </message>
    <message numerus="yes">
        <source>&lt;b&gt;The chain is whole:&lt;/b&gt; %n entry(ies), verified %1. Head: &lt;code&gt;%2&lt;/code&gt;</source>
        <translation>
            <numerusform>&lt;b&gt;审计链完整：&lt;/b&gt;共 %n 条记录，校验于 %1。链首：&lt;code&gt;%2&lt;/code&gt;</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies) written to %1, with the head&apos;s hash.</source>
        <translation>
            <numerusform>已将 %n 条记录及链首哈希写入 %1。</numerusform>
        </translation>
    </message>
    <message>
        <source>“%1” is not understood. Write it as the column “Of” does, several with commas between: %2.</source>
        <translation>无法理解“%1”。请按“对象”一栏的写法输入，多个之间用逗号：%2。</translation>
    </message>
</context>
<context>
    <name>AuditSubjects</name>
    <message>
        <source>slide %1</source>
        <translation>玻片 %1</translation>
    </message>
    <message>
        <source>cell %1</source>
        <translation>细胞 %1</translation>
    </message>
    <message>
        <source>account %1</source>
        <translation>账户 %1</translation>
    </message>
    <message>
        <source>model %1</source>
        <translation>模型 %1</translation>
    </message>
    <message>
        <source>class %1</source>
        <translation>类别 %1</translation>
    </message>
    <message>
        <source>the laboratory</source>
        <translation>实验室</translation>
    </message>
</context>
<context>
    <name>BlindAuditDialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Blind audit of accepted cells</source>
        <translation>自动接受细胞的盲法抽查</translation>
    </message>
    <message>
        <source>A random share of the accepted cells is asked about in Review among the others, without the model&apos;s opinion and without saying which they are. Chance decides once for each slide and is kept in the casebook, so that nobody can choose the cells afterwards.</source>
        <translation>从自动接受的细胞中随机抽取一部分，混入“复核”中由您判定：不显示模型的意见，也不说明是哪些细胞。每张玻片只随机抽取一次，结果保存在病例库中，事后任何人都无法挑选细胞。</translation>
    </message>
    <message>
        <source>&amp;Share that is asked</source>
        <translation>抽查比例(&amp;S)</translation>
    </message>
    <message>
        <source>none</source>
        <translation>不抽查</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Plain</source>
        <translation>计数所得</translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation>校正后</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95 % 区间</translation>
    </message>
    <message>
        <source>Corrected: by prediction-powered inference (Angelopoulos et al. 2023). The interval is exact and wide while answers are few; it speaks of the errors among accepted cells of this slide, not of other slides.</source>
        <translation>校正：采用 prediction-powered inference（Angelopoulos 等，2023）。区间为精确区间，判定较少时较宽；只反映此玻片自动接受细胞中的错误，不反映其他玻片。</translation>
    </message>
    <message>
        <source>No slide is open.</source>
        <translation>没有打开的玻片。</translation>
    </message>
    <message>
        <source>No audited cell has been answered yet.</source>
        <translation>尚未判定任何被抽查的细胞。</translation>
    </message>
</context>
<context>
    <name>BudgetsDialog</name>
    <message>
        <source>Kept</source>
        <translation>达到</translation>
    </message>
    <message>
        <source>Not certifiable, n = %1: %2 without a miss are needed</source>
        <translation>无法保证，n = %1：需要 %2 个且无一漏检</translation>
    </message>
    <message>
        <source>Not kept: too many slip through</source>
        <translation>未达到：漏检过多</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Share of %1 that may slip through</source>
        <translation>%1允许漏检的比例</translation>
    </message>
    <message>
        <source>≤ %1 %</source>
        <translation>≤ %1 %</translation>
    </message>
    <message>
        <source>What may slip through, by class</source>
        <translation>各类别允许漏检的比例</translation>
    </message>
    <message>
        <source>Of the calibration cells of each class: how many this threshold accepts as something else, so that nobody looks at them. The bound is exact at δ = %1, for each class by itself.</source>
        <translation>在每个类别的校准细胞中：有多少按此阈值被当作其他类别接受，因而无人查看。上界在 δ = %1 下精确，各类别单独计算。</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>May slip through</source>
        <translation>允许漏检</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <source>Slipped</source>
        <translation>漏检</translation>
    </message>
    <message>
        <source>Bound</source>
        <translation>上界</translation>
    </message>
    <message>
        <source>Kept?</source>
        <translation>是否达到</translation>
    </message>
</context>
<context>
    <name>CellChoice</name>
    <message>
        <source>Choose cells for the report</source>
        <translation>选择报告中的细胞</translation>
    </message>
    <message>
        <source>&amp;Class</source>
        <translation>类别(&amp;C)</translation>
    </message>
    <message>
        <source>Cells of the class, the most confident first</source>
        <translation>该类别的细胞，最确定者在前</translation>
    </message>
    <message>
        <source>&amp;Leave it to the program</source>
        <translation>由程序选择(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Use these cells</source>
        <translation>使用这些细胞(&amp;U)</translation>
    </message>
    <message>
        <source>The program&apos;s choice: confirmed ones first, then the most confident. Space or Enter ticks a cell; at most %1.</source>
        <translation>程序的选择：已确认者在前，其次为最确定者。按空格键或回车键勾选细胞；最多 %1 个。</translation>
    </message>
    <message>
        <source>Your choice: %1 of at most %2.</source>
        <translation>您的选择：%1 个，最多 %2 个。</translation>
    </message>
</context>
<context>
    <name>CellGrid</name>
    <message>
        <source>No class yet</source>
        <translation>尚无分类</translation>
    </message>
</context>
<context>
    <name>CellGroups</name>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>CellImageView</name>
    <message>
        <source>nucleus stain alone</source>
        <translation>仅核染色</translation>
    </message>
    <message>
        <source>brightness %1</source>
        <translation>亮度 %1</translation>
    </message>
    <message>
        <source>contrast %1</source>
        <translation>对比度 %1</translation>
    </message>
    <message>
        <source>Altered: %1</source>
        <translation>已调整：%1</translation>
    </message>
</context>
<context>
    <name>CellMapPanel</name>
    <message>
        <source>Select with a lasso</source>
        <translation>用套索选择</translation>
    </message>
    <message>
        <source>Draw around cells to select them; Shift adds, Ctrl inverts</source>
        <translation>圈出细胞即可选中；按住 Shift 追加，按住 Ctrl 反选</translation>
    </message>
    <message>
        <source>Select with a rectangle</source>
        <translation>用矩形选择</translation>
    </message>
    <message>
        <source>Draw a rectangle over cells to select them; by keys: Shift and the arrows</source>
        <translation>拖出矩形选中细胞；键盘：Shift 加方向键</translation>
    </message>
    <message>
        <source>Move the map</source>
        <translation>移动图</translation>
    </message>
    <message>
        <source>Drag the map; the middle button always does</source>
        <translation>拖动图；鼠标中键随时可拖</translation>
    </message>
    <message>
        <source>Larger map</source>
        <translation>放大图</translation>
    </message>
    <message>
        <source>Look closer; the wheel does too</source>
        <translation>放大查看；滚轮亦可</translation>
    </message>
    <message>
        <source>Smaller map</source>
        <translation>缩小图</translation>
    </message>
    <message>
        <source>Look from farther away</source>
        <translation>缩小查看</translation>
    </message>
    <message>
        <source>Whole map</source>
        <translation>整图</translation>
    </message>
    <message>
        <source>Show the whole map</source>
        <translation>显示整图</translation>
    </message>
    <message>
        <source>Only the selected cells</source>
        <translation>仅显示所选细胞</translation>
    </message>
    <message>
        <source>Show only the selected cells in the gallery</source>
        <translation>细胞列表中仅显示所选细胞</translation>
    </message>
    <message>
        <source>Make the map again</source>
        <translation>重新绘制分布图</translation>
    </message>
    <message>
        <source>Make the map again, with cells that were classified since, by the model in use</source>
        <translation>用当前模型重新绘制分布图，并加入此后分类的细胞</translation>
    </message>
    <message>
        <source>Map of the cells</source>
        <translation>细胞分布图</translation>
    </message>
    <message>
        <source>Arrows go from cell to cell, Shift selects all between, Space selects or lets go of one, Ctrl+A selects all; plus and minus zoom, Home shows the whole map.</source>
        <translation>方向键在细胞间移动，Shift 选中其间所有细胞，空格键选中或取消一个，Ctrl+A 全选；加减号缩放，Home 显示整图。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The cells are being classified. The map can be made when they are.</source>
        <translation>正在对细胞分类，完成后即可绘制分布图。</translation>
    </message>
    <message>
        <source>No cell of this slide has been classified yet, so there is nothing to map.</source>
        <translation>此玻片尚无已分类的细胞，无法绘制分布图。</translation>
    </message>
    <message>
        <source>A map takes at least %1 classified cells; this slide has %2.</source>
        <translation>分布图至少需要 %1 个已分类的细胞；此玻片有 %2 个。</translation>
    </message>
    <message>
        <source>The map was cancelled.</source>
        <translation>分布图的绘制已取消。</translation>
    </message>
    <message>
        <source>Make the map</source>
        <translation>绘制分布图</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>A map lays the cells out so that those that look alike to the model lie near each other.</source>
        <translation>分布图把模型看来相似的细胞排在一起。</translation>
    </message>
    <message>
        <source>%1 of %2 cells, drawn by chance</source>
        <comment>on the map</comment>
        <translation>%2 个细胞中随机抽取的 %1 个</translation>
    </message>
    <message numerus="yes">
        <source>%n cells</source>
        <comment>on the map</comment>
        <translation>
            <numerusform>%n 个细胞</numerusform>
        </translation>
    </message>
    <message>
        <source>Another model classified this slide.</source>
        <translation>此玻片由另一模型分类。</translation>
    </message>
    <message>
        <source>Near cells look alike; distances between groups mean nothing.</source>
        <translation>相邻的细胞相似；细胞群之间的距离没有意义。</translation>
    </message>
    <message numerus="yes">
        <source>%n cells were classified since.</source>
        <translation>
            <numerusform>此后又分类了 %n 个细胞。</numerusform>
        </translation>
    </message>
    <message>
        <source>t-SNE of the features that come before the decision; perplexity %1, weights %2. For research use only.</source>
        <translation>判定之前的特征经 t-SNE 降维；困惑度 %1，权重 %2。仅供研究使用。</translation>
    </message>
    <message>
        <source>%1, as %2 %3 sees them.</source>
        <comment>cells; a model&apos;s name and version</comment>
        <translation>%1，依 %2 %3 所见排布。</translation>
    </message>
</context>
<context>
    <name>CellMapView</name>
    <message>
        <source>Decided by an expert</source>
        <translation>专家已判定</translation>
    </message>
    <message>
        <source>Confidence %1</source>
        <translation>置信度 %1</translation>
    </message>
</context>
<context>
    <name>CellModel</name>
    <message>
        <source>%1. %2</source>
        <translation>%1。%2</translation>
    </message>
    <message>
        <source>Confidence %1</source>
        <translation>置信度 %1</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>已标记</translation>
    </message>
    <message>
        <source>Tags: %1</source>
        <translation>标签：%1</translation>
    </message>
</context>
<context>
    <name>CertificateMeter</name>
    <message>
        <source>n = %1, %2 wrong</source>
        <translation>n = %1，错误 %2</translation>
    </message>
    <message>
        <source>The audit contradicts the calibration. %1</source>
        <translation>抽查结果与校准相矛盾。%1</translation>
    </message>
    <message>
        <source>Exact (Clopper–Pearson), for this threshold by itself and for cells that come like the calibration cells; a threshold that was looked for on them promises less. n: %1 calibration cells and %2 answers of the blind audit.</source>
        <translation>精确区间（Clopper–Pearson），仅就此阈值本身、且对与校准细胞来源相同的细胞成立；若阈值是在这些细胞上寻得的，保证程度更低。n：%1 个校准细胞和盲法抽查的 %2 个判定。</translation>
    </message>
    <message>
        <source>&amp;Promise</source>
        <translation>承诺(&amp;P)</translation>
    </message>
    <message>
        <source>Share of accepted cells that must be right</source>
        <translation>接受细胞中须正确的比例</translation>
    </message>
    <message>
        <source>≥ %1 % right</source>
        <translation>正确率 ≥ %1 %</translation>
    </message>
    <message>
        <source>Bar: how many accepted cells may be wrong. Mark: how many may be.</source>
        <translation>条形：接受细胞中可能错误的比例。刻线：允许错误的比例。</translation>
    </message>
    <message>
        <source>By class…</source>
        <translation>按类别…</translation>
    </message>
    <message>
        <source>How many cells of each class may slip through unseen</source>
        <translation>每个类别可有多少细胞未经查看而漏检</translation>
    </message>
    <message numerus="yes">
        <source>Not certifiable, n = 0: %Ln labelled cells without an error are needed.</source>
        <translation>
            <numerusform>无法承诺，n = 0：需要 %Ln 个已知类别且无一判错的细胞。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not certifiable, n = %1: %Ln more labelled cells, all of them right, are needed.</source>
        <translation>
            <numerusform>无法承诺，n = %1：还需要 %Ln 个已知类别的细胞，且全部判对。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Certified: at most %1 % wrong at δ = %2 (%3); %Ln more errors would still be allowed.</source>
        <translation>
            <numerusform>可承诺：错误率至多 %1 %，δ = %2（%3）；还允许 %Ln 个错误。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not certified: up to %1 % may be wrong at δ = %2 (%3, %4 allowed); %Ln more labels without an error would do.</source>
        <translation>
            <numerusform>不可承诺：错误率可达 %1 %，δ = %2（%3，允许 %4 个）；再有 %Ln 个无一判错的标注即可。</numerusform>
        </translation>
    </message>
    <message>
        <source>Too little to compare this slide with the calibration: %1 cells, %2 calibration slides.</source>
        <translation>数量太少，无法将此玻片与校准玻片比较：%1 个细胞，%2 张校准玻片。</translation>
    </message>
    <message>
        <source>This slide is like the calibration slides: %1 % of its cells (%2, n = %3) are below the thresholds; %4 % were to be expected, up to %5 %.</source>
        <translation>此玻片与校准玻片相似：%1 % 的细胞（%2，n = %3）低于阈值；预期 %4 %，至多 %5 %。</translation>
    </message>
    <message>
        <source>Suspended: this slide is unlike the calibration slides. %1 % of its cells (%2, n = %3) are below the thresholds; up to %4 % were to be expected.</source>
        <translation>承诺暂停：此玻片与校准玻片不同。%1 % 的细胞（%2，n = %3）低于阈值；预期至多 %4 %。</translation>
    </message>
    <message>
        <source>Another scanner or stain looks like this, and so does a disease that the calibration slides did not have. What was promised on them need not hold here: review more, or calibrate on slides like this one. Without that, it would read: %1</source>
        <translation>扫描设备或染色不同时会如此，校准玻片中没有的疾病也会如此。在校准玻片上作出的承诺在此未必成立：请多复核，或用此类玻片重新校准。若不计此项，结果为：%1</translation>
    </message>
</context>
<context>
    <name>ClassButton</name>
    <message>
        <source>%1, key %2</source>
        <translation>%1，按键 %2</translation>
    </message>
    <message>
        <source>%1 — press %2</source>
        <translation>%1 — 按 %2</translation>
    </message>
    <message>
        <source>Resemblance D = %1</source>
        <translation>相似度 D = %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>younger or older: the class that is</comment>
        <translation>%1：%2</translation>
    </message>
</context>
<context>
    <name>ClassLadder</name>
    <message>
        <source>Younger</source>
        <translation>更幼稚</translation>
    </message>
    <message>
        <source>Older</source>
        <translation>更成熟</translation>
    </message>
</context>
<context>
    <name>ClassList</name>
    <message>
        <source>Cells: %1, to review: %2</source>
        <translation>细胞：%1，待复核：%2</translation>
    </message>
    <message>
        <source>Drop cells here, or press %1, to change their class.</source>
        <translation>把细胞拖到这里，或按 %1，即可更改其分类。</translation>
    </message>
    <message>
        <source>All cells</source>
        <translation>全部细胞</translation>
    </message>
    <message>
        <source>No class yet</source>
        <translation>尚无分类</translation>
    </message>
    <message>
        <source>Drop cells here to change their class.</source>
        <translation>把细胞拖到这里，即可更改其分类。</translation>
    </message>
</context>
<context>
    <name>ClassesDialog</name>
    <message>
        <source>Classes of this laboratory</source>
        <translation>本实验室的类别</translation>
    </message>
    <message>
        <source>Another class has this name or key. Nothing was changed.</source>
        <translation>已有其他类别使用此名称或按键。未作任何更改。</translation>
    </message>
    <message>
        <source>Classes that no model knows and that your experts decide on. They follow the model&apos;s classes in every list; “Not a cell” and “Unclassifiable” are always there.</source>
        <translation>模型不认识、由贵实验室专家判定的类别。它们在所有列表中排在模型的类别之后；“非细胞”和“无法分类”始终存在。</translation>
    </message>
    <message>
        <source>&amp;New class</source>
        <translation>新建类别(&amp;N)</translation>
    </message>
    <message>
        <source>At most four characters, for chips and narrow columns</source>
        <translation>最多四个字符，用于类别色标和窄列</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Order within the lineage; 0 is the youngest</source>
        <translation>系别内的顺序；0 为最幼稚</translation>
    </message>
    <message>
        <source>Shown outside the differential</source>
        <translation>显示在分类计数之外</translation>
    </message>
    <message>
        <source>Counted in the differential</source>
        <translation>计入分类计数</translation>
    </message>
    <message>
        <source>N&amp;ame</source>
        <translation>名称(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Short name</source>
        <translation>简称(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Key</source>
        <translation>按键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Counting</source>
        <translation>计数方式(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Lineage</source>
        <translation>系别(&amp;L)</translation>
    </message>
    <message>
        <source>S&amp;tage</source>
        <translation>阶段(&amp;T)</translation>
    </message>
    <message>
        <source>C&amp;olour</source>
        <translation>颜色(&amp;O)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>%1 (retired)</source>
        <translation>%1（已停用）</translation>
    </message>
    <message>
        <source>Add the class</source>
        <translation>添加类别</translation>
    </message>
    <message>
        <source>Keep changes</source>
        <translation>保存更改</translation>
    </message>
    <message>
        <source>&amp;Retire</source>
        <translation>停用(&amp;R)</translation>
    </message>
    <message>
        <source>A retired class is offered no more. Cells that have it keep it, and its name.</source>
        <translation>停用的类别不再供选择。已归入该类别的细胞保留该类别及其名称。</translation>
    </message>
    <message>
        <source>With this model the key belongs to %1; the class is chosen by a click.</source>
        <translation>在此模型下，该按键属于%1；请单击选择此类别。</translation>
    </message>
    <message>
        <source>A short name is missing.</source>
        <translation>缺少简称。</translation>
    </message>
    <message>
        <source>Take back into &amp;use</source>
        <translation>恢复使用(&amp;U)</translation>
    </message>
</context>
<context>
    <name>ComparePanel</name>
    <message>
        <source>Confirmed elsewhere</source>
        <translation>在其他玻片上已确认</translation>
    </message>
    <message>
        <source>by %1 on %2</source>
        <translation>由 %1 在 %2 上确认</translation>
    </message>
    <message>
        <source>No class yet</source>
        <translation>尚无分类</translation>
    </message>
    <message>
        <source> · max D %1</source>
        <translation> · max D %1</translation>
    </message>
    <message>
        <source> · confidence %1</source>
        <translation> · 置信度 %1</translation>
    </message>
</context>
<context>
    <name>CompareWindow</name>
    <message>
        <source>One stage younger</source>
        <translation>前一阶段（更幼稚）</translation>
    </message>
    <message>
        <source>One stage older</source>
        <translation>后一阶段（更成熟）</translation>
    </message>
    <message>
        <source>Compare cells</source>
        <translation>比较细胞</translation>
    </message>
    <message>
        <source>Next of the compared cells</source>
        <translation>下一个比较的细胞</translation>
    </message>
    <message>
        <source>Previous of the compared cells</source>
        <translation>上一个比较的细胞</translation>
    </message>
    <message>
        <source>Open the cell in Review</source>
        <translation>在复核中打开该细胞</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>%1 moves, a class key decides on the framed cell, Escape closes</source>
        <translation>按 %1 移动，按类别键判定带框的细胞，按 Esc 关闭</translation>
    </message>
</context>
<context>
    <name>DifferentialTable</name>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Share (95 % interval)</source>
        <translation>占比（95 % 区间）</translation>
    </message>
    <message>
        <source>An expert decided on the class of these cells</source>
        <translation>这些细胞的类别由专家判定</translation>
    </message>
    <message>
        <source>The model read these cells, above both thresholds; no expert has looked</source>
        <translation>这些细胞由模型识别，高于两个阈值；未经专家查看</translation>
    </message>
    <message>
        <source>Confirmed and auto-accepted</source>
        <translation>已确认与自动接受之和</translation>
    </message>
    <message>
        <source>Of the counted cells, with the exact interval (Clopper–Pearson). It speaks of sampling only, not of errors among auto-accepted cells.</source>
        <translation>占计数细胞的比例及精确区间（Clopper–Pearson）。区间只反映抽样误差，不反映自动接受细胞中的识别错误。</translation>
    </message>
    <message>
        <source>Cells still to review whose likeliest class this is; in no other figure</source>
        <translation>最可能属于该类别的待复核细胞；不计入其他数字</translation>
    </message>
    <message>
        <source>Where the share must end once every cell is decided, whatever the decisions</source>
        <translation>全部细胞判定后，无论如何判定，占比必然落入的范围</translation>
    </message>
    <message>
        <source>Differential count</source>
        <translation>分类计数</translation>
    </message>
    <message>
        <source>Counted cells (n)</source>
        <translation>计数细胞（n）</translation>
    </message>
    <message>
        <source>Outside the differential: counted, not in the shares</source>
        <translation>分类计数之外：已计数，不计入占比</translation>
    </message>
    <message>
        <source>Lineages</source>
        <translation>系别</translation>
    </message>
    <message>
        <source>Myeloid: %1. Nucleated erythroid: %2.</source>
        <translation>粒系：%1。有核红系：%2。</translation>
    </message>
    <message>
        <source>Myeloid : erythroid</source>
        <translation>粒红比</translation>
    </message>
    <message>
        <source>%1 : %2</source>
        <translation>%1 : %2</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>no erythroid cell</source>
        <translation>无红系细胞</translation>
    </message>
    <message>
        <source>Nucleated red cells</source>
        <translation>有核红细胞</translation>
    </message>
    <message>
        <source>no white cell counted</source>
        <translation>未计数到白细胞</translation>
    </message>
    <message>
        <source>%1 between two classes</source>
        <translation>%1 个介于两类之间</translation>
    </message>
    <message>
        <source>%1 unlike any class</source>
        <translation>%1 个不像任何类别</translation>
    </message>
    <message>
        <source>%1 that could not be read</source>
        <translation>%1 个无法识别</translation>
    </message>
    <message>
        <source>%1 not classified yet</source>
        <translation>尚未分类 %1</translation>
    </message>
    <message>
        <source>%1 of %2 cells are still to review: %3. They are in no figure of this report. Once they are decided, each share can still move within a range %4 percentage points wide.</source>
        <translation>%2 个细胞中仍有 %1 个待复核：%3。它们不计入本报告的任何数字。全部判定后，各占比仍可能在 %4 个百分点的范围内变动。</translation>
    </message>
    <message>
        <source>Per 100 white cells: beside %1 counted white cells, not among them.</source>
        <translation>每 100 个白细胞：与 %1 个计数白细胞并列，不计入其中。</translation>
    </message>
    <message>
        <source>%1 per 100 (%2)</source>
        <translation>%1 / 100（%2）</translation>
    </message>
    <message>
        <source>×10⁹/L</source>
        <translation>×10⁹/L</translation>
    </message>
    <message>
        <source>Absolute count: the share times the white cell count. Its interval is one hover away.</source>
        <translation>绝对计数：占比乘以白细胞计数。悬停可见其区间。</translation>
    </message>
    <message>
        <source>Partial differential: dividing cells only</source>
        <translation>部分有核细胞分类：仅计可分裂细胞</translation>
    </message>
    <message>
        <source>Auto-
accepted</source>
        <translation>自动
接受</translation>
    </message>
    <message>
        <source>To
review</source>
        <translation>待
复核</translation>
    </message>
    <message>
        <source>Once
decided, %</source>
        <translation>判定后
可能，%</translation>
    </message>
</context>
<context>
    <name>DirectionChart</name>
    <message>
        <source>%1: %2 earlier, %3 the same, %4 later, %5</source>
        <translation>%1：%2 个偏幼稚，%3 个相同，%4 个偏成熟，%5</translation>
    </message>
    <message>
        <source>Direction of differences in maturation</source>
        <translation>成熟阶段差异的方向</translation>
    </message>
    <message>
        <source>◀ earlier in maturation</source>
        <translation>◀ 偏幼稚</translation>
    </message>
    <message>
        <source>later ▶</source>
        <translation>偏成熟 ▶</translation>
    </message>
    <message>
        <source>same %1 · %2</source>
        <translation>相同 %1 · %2</translation>
    </message>
</context>
<context>
    <name>ExaminersDialog</name>
    <message>
        <source>Two people each count cells of their own, drawn by chance from this slide, as the reference method for a manual differential asks (CLSI H20). Neither sees the model&apos;s answers, earlier decisions or what the other counts. Both columns stand on the report; the slide&apos;s own differential stays as it is.</source>
        <translation>按照手工分类计数参考方法（CLSI H20），两人各自计数从本玻片随机抽取的细胞。任何一方都看不到模型结果、先前的判定以及对方的计数。两列结果都列在报告中；玻片自身的分类计数保持不变。</translation>
    </message>
    <message>
        <source>What both examiners counted</source>
        <translation>两名检验者的计数</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>&amp;Begin</source>
        <translation>开始(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;First examiner</source>
        <translation>第一检验者(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Second examiner</source>
        <translation>第二检验者(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Cells each</source>
        <translation>每人计数细胞(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Withdraw…</source>
        <translation>撤回(&amp;W)…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Two examiners are two people.</source>
        <translation>两名检验者须为两个人。</translation>
    </message>
    <message numerus="yes">
        <source>This slide has %n cell(s): enough for two samples without a cell in common.</source>
        <translation>
            <numerusform>本玻片有 %n 个细胞，足以分成两个互不重复的样本。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This slide has %n cell(s): some will be counted by both, which makes the test for a difference more cautious.</source>
        <translation>
            <numerusform>本玻片有 %n 个细胞，部分细胞将由两人都计数，差异检验因此更为保守。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This slide has %n cell(s), fewer than that: each examiner counts all of them.</source>
        <translation>
            <numerusform>本玻片仅有 %n 个细胞，每名检验者都将计数全部细胞。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 has finished.</source>
        <translation>%1 已完成。</translation>
    </message>
    <message numerus="yes">
        <source>%1 has counted %2 of %n cell(s).</source>
        <translation>
            <numerusform>%1 已计数 %2/%n 个细胞。</numerusform>
        </translation>
    </message>
    <message>
        <source>&lt;b&gt;A count is under way.&lt;/b&gt; %1 Each opens this slide under the own name; what they counted shows when both have finished.</source>
        <translation>&lt;b&gt;计数正在进行。&lt;/b&gt;%1 两人各以自己的姓名打开本玻片；两人都完成后显示计数结果。</translation>
    </message>
    <message>
        <source>The slide is being read a second time: two examiners can begin when that is done.</source>
        <translation>本玻片正在第二次阅片，结束后方可开始两名检验者计数。</translation>
    </message>
    <message>
        <source>Count once more</source>
        <translation>再次计数</translation>
    </message>
    <message>
        <source>%1 (n = %2)</source>
        <translation>%1（n = %2）</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差值</translation>
    </message>
    <message>
        <source>Fisher&apos;s exact p</source>
        <translation>Fisher 精确检验 p</translation>
    </message>
    <message>
        <source>not in the differential</source>
        <translation>不计入分类</translation>
    </message>
    <message>
        <source>%1: they differ</source>
        <translation>%1：有差异</translation>
    </message>
    <message>
        <source>In parentheses the exact 95 % interval of each share. p: Fisher&apos;s exact test, two-sided; marked below 0.05. Of twenty classes compared one is marked by chance alone.</source>
        <translation>括号内为各百分比的精确 95 % 区间。p：双侧 Fisher 精确检验，小于 0.05 者予以标记。每比较二十类，仅因机遇约有一类被标记。</translation>
    </message>
    <message numerus="yes">
        <source>%n cell(s) were counted by both: p is then rather too large.</source>
        <translation>
            <numerusform>有 %n 个细胞由两人都计数，p 值因此偏大。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&lt;b&gt;The two agree within chance&lt;/b&gt; on all of %n class(es) compared.</source>
        <translation>
            <numerusform>&lt;b&gt;两人一致：&lt;/b&gt;所比较的 %n 个类别的差异均在机遇范围之内。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&lt;b&gt;The two differ beyond chance on %n class(es)&lt;/b&gt;, of %1 compared.</source>
        <translation>
            <numerusform>&lt;b&gt;两人在 %n 个类别上的差异超出机遇&lt;/b&gt;（共比较 %1 个类别）。</numerusform>
        </translation>
    </message>
    <message>
        <source>Two examiners</source>
        <translation>两名检验者</translation>
    </message>
</context>
<context>
    <name>ExampleStrip</name>
    <message>
        <source>model, not confirmed</source>
        <translation>模型识别，未确认</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>confirmed by %1</source>
        <translation>由 %1 确认</translation>
    </message>
    <message>
        <source>confirmed on this slide</source>
        <translation>本玻片已确认</translation>
    </message>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>confirmed by %1 on %2</source>
        <translation>由 %1 在 %2 上确认</translation>
    </message>
    <message>
        <source>no examples yet</source>
        <translation>尚无示例</translation>
    </message>
    <message>
        <source>confirmed by experts</source>
        <translation>专家已确认</translation>
    </message>
    <message>
        <source>other slide</source>
        <translation>其他玻片</translation>
    </message>
    <message>
        <source>atlas, chosen by %1 on %2</source>
        <translation>图谱，由 %1 选自 %2</translation>
    </message>
    <message>
        <source>atlas</source>
        <translation>图谱</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Cancelled. Nothing was written.</source>
        <translation>已取消。未写入任何内容。</translation>
    </message>
    <message>
        <source>No slide is open.</source>
        <translation>没有打开的玻片。</translation>
    </message>
    <message>
        <source>%1: as it is now, marked as preliminary and not signed.</source>
        <translation>%1：按当前状态，标明为初步结果且未签署。</translation>
    </message>
    <message>
        <source>%1: not signed yet.</source>
        <translation>%1：尚未签署。</translation>
    </message>
    <message>
        <source>%1: signed, but not released; goes out as preliminary.</source>
        <translation>%1：已签署但未签发；将作为初步结果发出。</translation>
    </message>
    <message>
        <source>%1: the version released last. What changed since is not in it.</source>
        <translation>%1：最近一次签发的版本，不含此后的更改。</translation>
    </message>
    <message>
        <source>%1: the version released last.</source>
        <translation>%1：最近一次签发的版本。</translation>
    </message>
    <message>
        <source>Open the slide whose report is to be sent.</source>
        <translation>请打开要发送报告的玻片。</translation>
    </message>
    <message>
        <source>Sign the report, or tick that it goes out as preliminary.</source>
        <translation>请签署报告，或勾选作为初步结果发出。</translation>
    </message>
    <message>
        <source>Open a slide, or export the cells of all slides.</source>
        <translation>请打开一张玻片，或导出全部玻片的细胞。</translation>
    </message>
    <message>
        <source>Say where to.</source>
        <translation>请指定导出位置。</translation>
    </message>
    <message>
        <source>The report for a system that speaks FHIR R4: a bundle with every figure, its interval and its code.</source>
        <translation>用于支持 FHIR R4 的系统的报告：一个 Bundle，包含每项数值及其区间和编码。</translation>
    </message>
    <message>
        <source>The report for a laboratory information system: an HL7 version 2 message (ORU^R01).</source>
        <translation>用于实验室信息系统（LIS）的报告：一条 HL7 第 2 版消息（ORU^R01）。</translation>
    </message>
    <message>
        <source>A picture of each cell, in a folder of its class, and a table that says who decided.</source>
        <translation>每个细胞一幅图像，按类别存入文件夹，并附一份注明判定者的表格。</translation>
    </message>
    <message>
        <source>The images with a file of boxes and classes, as most training programs and annotation tools read it.</source>
        <translation>图像及一个记录边界框和类别的文件，大多数训练程序和标注工具均可读取。</translation>
    </message>
    <message>
        <source>The images, each with a file of its cells that QuPath opens.</source>
        <translation>图像，每幅附一个可用 QuPath 打开的细胞文件。</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>New &amp;folder</source>
        <translation>新文件夹(&amp;F)</translation>
    </message>
    <message>
        <source>Export the report</source>
        <translation>导出报告</translation>
    </message>
    <message>
        <source>Export cells into a new folder</source>
        <translation>将细胞导出到新文件夹</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>正在导出</translation>
    </message>
    <message>
        <source>Written as preliminary: %1</source>
        <translation>已作为初步报告写入：%1</translation>
    </message>
    <message>
        <source>Written as final: %1</source>
        <translation>已作为最终报告写入：%1</translation>
    </message>
    <message>
        <source>Written as corrected, version %1: %2</source>
        <translation>已作为更正报告写入，第 %1 版：%2</translation>
    </message>
    <message>
        <source>Written as amended, version %1: %2</source>
        <translation>已作为修订报告写入，第 %1 版：%2</translation>
    </message>
    <message>
        <source>Codes are those of %1. Check them with the receiver before messages are used.</source>
        <translation>编码取自 %1。正式使用消息前，请与接收方核对编码。</translation>
    </message>
    <message numerus="yes">
        <source>%n cells were exported to %1</source>
        <translation>
            <numerusform>已将 %n 个细胞导出到 %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n images could not be read and were left out.</source>
        <translation>
            <numerusform>%n 幅图像无法读取，未导出。</numerusform>
        </translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>&amp;What</source>
        <translation>内容(&amp;W)</translation>
    </message>
    <message>
        <source>Report, FHIR R4</source>
        <translation>报告，FHIR R4</translation>
    </message>
    <message>
        <source>Report, HL7 version 2</source>
        <translation>报告，HL7 第 2 版</translation>
    </message>
    <message>
        <source>Cells, a folder for each class</source>
        <translation>细胞，每个类别一个文件夹</translation>
    </message>
    <message>
        <source>Cells, COCO</source>
        <translation>细胞，COCO</translation>
    </message>
    <message>
        <source>Cells, GeoJSON for QuPath</source>
        <translation>细胞，供 QuPath 使用的 GeoJSON</translation>
    </message>
    <message>
        <source>As it is &amp;now, marked as preliminary</source>
        <translation>按当前状态，标明为初步结果(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Attach the report as PDF</source>
        <translation>附上 PDF 报告(&amp;A)</translation>
    </message>
    <message>
        <source>The &amp;identifier is</source>
        <translation>所用编号(&amp;I)</translation>
    </message>
    <message>
        <source>the sample&apos;s</source>
        <translation>样本编号</translation>
    </message>
    <message>
        <source>the patient&apos;s</source>
        <translation>患者编号</translation>
    </message>
    <message>
        <source>HL7 &amp;version</source>
        <translation>HL7 版本(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Sending facility</source>
        <translation>发送机构(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Receiving application</source>
        <translation>接收应用程序(&amp;R)</translation>
    </message>
    <message>
        <source>Receiving fa&amp;cility</source>
        <translation>接收机构(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Slides</source>
        <translation>玻片(&amp;S)</translation>
    </message>
    <message>
        <source>The open slide</source>
        <translation>打开的玻片</translation>
    </message>
    <message>
        <source>All slides</source>
        <translation>全部玻片</translation>
    </message>
    <message>
        <source>&amp;Cells</source>
        <translation>细胞(&amp;C)</translation>
    </message>
    <message>
        <source>Confirmed by an expert</source>
        <translation>专家已确认</translation>
    </message>
    <message>
        <source>Confirmed, and accepted by the model</source>
        <translation>专家已确认及模型自动接受</translation>
    </message>
    <message>
        <source>All, also those to review</source>
        <translation>全部，包括待复核的细胞</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>浏览(&amp;B)…</translation>
    </message>
    <message>
        <source>Progress of the export</source>
        <translation>导出进度</translation>
    </message>
    <message>
        <source>Where to</source>
        <translation>导出位置</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>导出(&amp;E)</translation>
    </message>
</context>
<context>
    <name>FieldEditor</name>
    <message>
        <source>Cells of a field</source>
        <translation>视野中的细胞</translation>
    </message>
    <message>
        <source>Field with its cells</source>
        <translation>视野及其细胞</translation>
    </message>
    <message>
        <source>Previous field</source>
        <translation>上一个视野</translation>
    </message>
    <message>
        <source>Next field</source>
        <translation>下一个视野</translation>
    </message>
    <message>
        <source>Add a cell</source>
        <translation>添加细胞</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>拆分</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>This slide has no fields: its pictures are single cells.</source>
        <translation>此玻片没有视野：其图像均为单个细胞。</translation>
    </message>
    <message>
        <source>%1, field %2 of %3, cells: %4</source>
        <translation>%1，视野 %2 / %3，细胞：%4</translation>
    </message>
    <message>
        <source>Arrows move the box, with Shift they size it; Return keeps it, Escape drops it.</source>
        <translation>方向键移动方框，按住 Shift 调整大小；回车键保存，Esc 放弃。</translation>
    </message>
    <message>
        <source>Draw a box around a cell that was missed. A click or Tab selects a cell, with Ctrl or Shift and an arrow one more.</source>
        <translation>在漏掉的细胞周围画一个方框。单击或按 Tab 选中一个细胞，加 Ctrl 单击或加 Shift 按方向键可再选一个。</translation>
    </message>
</context>
<context>
    <name>FindDialog</name>
    <message>
        <source>Find cells and slides</source>
        <translation>查找细胞和玻片</translation>
    </message>
    <message>
        <source>Comment, tag, class, reviewer, sample or title</source>
        <translation>备注、标签、类别、复核者、样本或标题</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>查找结果</translation>
    </message>
    <message>
        <source>Slide</source>
        <translation>玻片</translation>
    </message>
    <message>
        <source>Cell</source>
        <translation>细胞</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>复核者</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>slide</source>
        <translation>玻片</translation>
    </message>
    <message>
        <source>Looks through all slides of this casebook.</source>
        <translation>在此病例库的全部玻片中查找。</translation>
    </message>
    <message>
        <source>Nothing was found.</source>
        <translation>没有找到。</translation>
    </message>
    <message>
        <source>Found: %1. Return opens one.</source>
        <translation>找到 %1 项。按回车键打开。</translation>
    </message>
    <message>
        <source>Only the first %1 are shown. A longer text finds fewer.</source>
        <translation>只显示前 %1 个。输入更长的文字可缩小范围。</translation>
    </message>
</context>
<context>
    <name>GalleryPage</name>
    <message>
        <source>Change class to</source>
        <translation>更改分类为</translation>
    </message>
    <message>
        <source>No slide is open. Open one in the worklist, or import a folder of images.</source>
        <translation>没有打开的玻片。请在工作列表中打开一张，或导入一个图像文件夹。</translation>
    </message>
    <message>
        <source>Go to the worklist</source>
        <translation>转到工作列表</translation>
    </message>
    <message>
        <source>No cell matches these filters.</source>
        <translation>没有符合筛选条件的细胞。</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Any state</source>
        <translation>任何状态</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>已标记</translation>
    </message>
    <message>
        <source>With a comment</source>
        <translation>有备注</translation>
    </message>
    <message>
        <source>Show cells in this state</source>
        <translation>显示处于该状态的细胞</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Any reason</source>
        <translation>任何原因</translation>
    </message>
    <message>
        <source>Between two classes</source>
        <translation>介于两类之间</translation>
    </message>
    <message>
        <source>Unlike any class</source>
        <translation>不像任何类别</translation>
    </message>
    <message>
        <source>Show cells that the model was unsure of for this reason</source>
        <translation>显示模型因该原因而不确定的细胞</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>Lowest confidence</source>
        <translation>最低置信度</translation>
    </message>
    <message>
        <source>Lowest confidence shown; 0.00 leaves nothing out</source>
        <translation>显示的最低置信度；0.00 表示不排除任何细胞</translation>
    </message>
    <message>
        <source>Highest confidence</source>
        <translation>最高置信度</translation>
    </message>
    <message>
        <source>Highest confidence shown</source>
        <translation>显示的最高置信度</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>排序</translation>
    </message>
    <message>
        <source>Least certain first</source>
        <translation>最不确定者在前</translation>
    </message>
    <message>
        <source>As imported</source>
        <translation>按导入顺序</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Size of the pictures</source>
        <translation>图像大小</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Cells</source>
        <translation>细胞</translation>
    </message>
    <message>
        <source>Open in Review</source>
        <translation>在复核中打开</translation>
    </message>
    <message>
        <source>Confirm the class</source>
        <translation>确认分类</translation>
    </message>
    <message>
        <source>Confirm the class that each selected cell has</source>
        <translation>确认每个所选细胞现有的分类</translation>
    </message>
    <message>
        <source>Flag or unflag</source>
        <translation>标记或取消标记</translation>
    </message>
    <message>
        <source>Select all cells</source>
        <translation>选择全部细胞</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Larger pictures</source>
        <translation>放大图像</translation>
    </message>
    <message>
        <source>Smaller pictures</source>
        <translation>缩小图像</translation>
    </message>
    <message>
        <source>This slide has no cells yet.</source>
        <translation>该玻片还没有细胞。</translation>
    </message>
    <message>
        <source>Cells: %1</source>
        <translation>细胞：%1</translation>
    </message>
    <message>
        <source>Cells: %1 of %2</source>
        <translation>细胞：%1 / %2</translation>
    </message>
    <message>
        <source>selected: %1</source>
        <translation>已选：%1</translation>
    </message>
    <message>
        <source>Map of the cells</source>
        <translation>细胞分布图</translation>
    </message>
    <message>
        <source>Map</source>
        <comment>on the button of the map of the cells</comment>
        <translation>分布图</translation>
    </message>
    <message>
        <source>Change the class of the selected cells, or of the one under the pointer, to %1</source>
        <translation>将所选细胞（或指针下的细胞）的分类更改为%1</translation>
    </message>
    <message>
        <source>One stage younger</source>
        <translation>前一阶段（更幼稚）</translation>
    </message>
    <message>
        <source>One stage older</source>
        <translation>后一阶段（更成熟）</translation>
    </message>
    <message>
        <source>Comment or tag</source>
        <translation>备注或标签</translation>
    </message>
    <message>
        <source>Search comments and tags</source>
        <translation>搜索备注和标签</translation>
    </message>
    <message>
        <source>Anyone</source>
        <translation>任何人</translation>
    </message>
    <message>
        <source>Reviewer</source>
        <translation>复核者</translation>
    </message>
    <message>
        <source>Show cells that this person decided on</source>
        <translation>显示由此人判定的细胞</translation>
    </message>
    <message>
        <source>Confirm all shown of the class</source>
        <translation>确认所显示的该类别全部细胞</translation>
    </message>
    <message>
        <source>Confirms every cell that the filters show of this class and that no expert has decided on yet, in one step (%1)</source>
        <translation>一次确认筛选后显示的、属于该类别且尚无专家判定的全部细胞（%1）</translation>
    </message>
    <message>
        <source>Select more like this</source>
        <translation>选择更多相似细胞</translation>
    </message>
    <message>
        <source>Select the cells that the model sees as most like this one; again for more</source>
        <translation>选择模型看来与此细胞最相似的细胞；再按一次选择更多</translation>
    </message>
    <message>
        <source>Tag…</source>
        <translation>标签…</translation>
    </message>
    <message>
        <source>Put into the atlas</source>
        <translation>收入图谱</translation>
    </message>
    <message>
        <source>Keep the selected cells as references of the class that they have</source>
        <translation>将所选细胞收为其现有类别的参照</translation>
    </message>
    <message>
        <source>Tag for the selected cells</source>
        <translation>所选细胞的标签</translation>
    </message>
    <message>
        <source>Return puts the tag on the selected cells, or takes it off where all have it; Escape leaves them as they are</source>
        <translation>按回车键为所选细胞加上标签，若全部已有该标签则将其去除；按 Esc 保持不变</translation>
    </message>
    <message>
        <source>Compare two to six selected cells</source>
        <translation>比较所选的 2 至 6 个细胞</translation>
    </message>
    <message>
        <source>Lay the cells out by how alike they look to the model</source>
        <translation>按模型所见的相似程度排布细胞</translation>
    </message>
    <message>
        <source>a class key decides on the cell under the pointer</source>
        <translation>按类别键判定指针下的细胞</translation>
    </message>
    <message>
        <source>Confirm %1 shown: %2</source>
        <translation>确认所显示的 %1 个：%2</translation>
    </message>
    <message numerus="yes">
        <source>%n cells were put into the atlas.</source>
        <translation>
            <numerusform>已将 %n 个细胞收入图谱。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImageTools</name>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Fit the picture</source>
        <translation>适合窗口</translation>
    </message>
    <message>
        <source>Picture at native size</source>
        <translation>原始大小</translation>
    </message>
    <message>
        <source>Move the picture: look left</source>
        <translation>移动图像：向左看</translation>
    </message>
    <message>
        <source>Move the picture: look right</source>
        <translation>移动图像：向右看</translation>
    </message>
    <message>
        <source>Move the picture: look up</source>
        <translation>移动图像：向上看</translation>
    </message>
    <message>
        <source>Move the picture: look down</source>
        <translation>移动图像：向下看</translation>
    </message>
    <message>
        <source>Brighter</source>
        <translation>调亮</translation>
    </message>
    <message>
        <source>Darker</source>
        <translation>调暗</translation>
    </message>
    <message>
        <source>More contrast</source>
        <translation>增强对比度</translation>
    </message>
    <message>
        <source>Less contrast</source>
        <translation>减弱对比度</translation>
    </message>
    <message>
        <source>Nucleus&apos;s stain alone</source>
        <translation>仅显示核染色</translation>
    </message>
    <message>
        <source>Nucleus</source>
        <translation>细胞核</translation>
    </message>
    <message>
        <source>Untouched picture</source>
        <translation>未调整的图像</translation>
    </message>
    <message>
        <source>Untouched</source>
        <translation>原图</translation>
    </message>
    <message>
        <source>Marks over pictures: outlines, labels, scale bar</source>
        <translation>图像上的标注：轮廓、标签、比例尺</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Show the azure stain of the nucleus alone, by colour deconvolution. An aid to the eye, with vectors estimated for May-Grünwald-Giemsa</source>
        <translation>以颜色解卷积单独显示细胞核的天青染色。仅供辅助观察，其向量按 May-Grünwald-Giemsa 染色估计</translation>
    </message>
    <message>
        <source>Back to the picture as it was taken</source>
        <translation>恢复为拍摄时的图像</translation>
    </message>
    <message>
        <source>Show or hide outlines, labels and the scale bar</source>
        <translation>显示或隐藏轮廓、标签和比例尺</translation>
    </message>
    <message>
        <source>Brightness: brighter %1, darker %2</source>
        <translation>亮度：调亮 %1，调暗 %2</translation>
    </message>
    <message>
        <source>Contrast: more %1, less %2</source>
        <translation>对比度：增强 %1，减弱 %2</translation>
    </message>
    <message>
        <source>Brightness</source>
        <translation>亮度</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>对比度</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Import a slide</source>
        <translation>导入玻片</translation>
    </message>
    <message numerus="yes">
        <source>%n files and folders</source>
        <translation>
            <numerusform>%n 个文件和文件夹</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Sample identifier</source>
        <translation>样本编号(&amp;S)</translation>
    </message>
    <message>
        <source>S&amp;lide</source>
        <translation>玻片(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Images show</source>
        <translation>图像内容(&amp;I)</translation>
    </message>
    <message>
        <source>S&amp;pecimen</source>
        <translation>标本(&amp;P)</translation>
    </message>
    <message>
        <source>S&amp;cale</source>
        <translation>比例尺(&amp;C)</translation>
    </message>
    <message>
        <source>find out from their size</source>
        <translation>根据图像大小判断</translation>
    </message>
    <message>
        <source>one cell each</source>
        <translation>每幅一个细胞</translation>
    </message>
    <message>
        <source>fields of view with many cells</source>
        <translation>含多个细胞的视野</translation>
    </message>
    <message>
        <source>Blood</source>
        <translation>外周血</translation>
    </message>
    <message>
        <source>Bone marrow</source>
        <translation>骨髓</translation>
    </message>
    <message>
        <source> µm per pixel</source>
        <translation> µm/像素</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>as on the label</source>
        <translation>与标签一致</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Folder of the images</source>
        <translation>图像所在文件夹</translation>
    </message>
    <message>
        <source>Import a slide with annotations</source>
        <translation>导入带标注的玻片</translation>
    </message>
    <message numerus="yes">
        <source>%n files of annotations</source>
        <translation>
            <numerusform>%n 个标注文件</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Images are in</source>
        <translation>图像位于(&amp;I)</translation>
    </message>
    <message>
        <source>C&amp;hoose…</source>
        <translation>选择(&amp;H)…</translation>
    </message>
    <message>
        <source>fields of view, cells boxed in GeoJSON files beside them</source>
        <translation>视野，细胞已在旁边的 GeoJSON 文件中框出</translation>
    </message>
    <message>
        <source>Labels are &amp;decisions of %1</source>
        <translation>标签是 %1 的判定(&amp;D)</translation>
    </message>
    <message>
        <source>Otherwise a label comes as a comment on its cell, and nothing counts as decided. Decisions need labels that are names of classes here.</source>
        <translation>否则标签只作为细胞的备注，不算已判定。作为判定的标签必须是此处的类别名。</translation>
    </message>
</context>
<context>
    <name>InspectorPanel</name>
    <message>
        <source>No class yet</source>
        <translation>尚无分类</translation>
    </message>
    <message>
        <source>%1, flagged</source>
        <translation>%1，已标记</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>阈值 %1 起</translation>
    </message>
    <message>
        <source>Nearest class</source>
        <translation>最接近的类别</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>unnamed operator</source>
        <translation>未署名操作者</translation>
    </message>
    <message>
        <source>no expert yet</source>
        <translation>尚无专家判定</translation>
    </message>
    <message>
        <source>SHA-256 of the weights: %1</source>
        <translation>权重的 SHA-256：%1</translation>
    </message>
    <message>
        <source>%1 × %2 px at %3, %4</source>
        <translation>%1 × %2 像素，位于 %3, %4</translation>
    </message>
    <message>
        <source>Select a cell to see what the model made of it.</source>
        <translation>选择一个细胞，查看模型的判断。</translation>
    </message>
    <message>
        <source>Resemblance to each class</source>
        <translation>与各类别的相似度</translation>
    </message>
    <message>
        <source>D of each class: 1 at the class&apos;s centre, 0 far from it.</source>
        <translation>各类别的 D：在类中心为 1，远离时趋于 0。</translation>
    </message>
    <message>
        <source>Model says</source>
        <translation>模型判断</translation>
    </message>
    <message>
        <source>Decided by</source>
        <translation>判定者</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>Picture of the selected cell</source>
        <translation>所选细胞的图像</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>已收回</translation>
    </message>
    <message>
        <source>back to %1</source>
        <translation>恢复为%1</translation>
    </message>
    <message>
        <source>flagged</source>
        <translation>已标记</translation>
    </message>
    <message>
        <source>flag removed</source>
        <translation>已取消标记</translation>
    </message>
    <message>
        <source>comment removed</source>
        <translation>备注已删除</translation>
    </message>
    <message>
        <source>comment: %1</source>
        <translation>备注：%1</translation>
    </message>
    <message>
        <source>%1 %2: %3</source>
        <extracomment>One line of a cell&apos;s history. %1: time, %2: who, %3: what was decided.</extracomment>
        <translation>%1 %2：%3</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>形态特征</translation>
    </message>
    <message>
        <source>Read off the picture by the model, not by an expert; the bar is its probability.</source>
        <translation>由模型从图像中读出，并非专家判断；条形为其概率。</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
</context>
<context>
    <name>KeyCard</name>
    <message>
        <source>Cellwise at the keyboard</source>
        <translation>Cellwise 键盘操作</translation>
    </message>
    <message>
        <source>%1: one key decides and goes on. A lineage is a column, the youngest on top.</source>
        <translation>%1：按一个键即判定并转到下一个细胞。每列为一个系别，最幼稚者在上。</translation>
    </message>
    <message>
        <source>One stage younger:  %1      One stage older:  %2</source>
        <translation>前一阶段（更幼稚）：  %1      后一阶段（更成熟）：  %2</translation>
    </message>
    <message>
        <source>In Cells a class key means the cell under the pointer when the mouse was moved last; over selected cells, and after the keyboard has moved, it means the selection.</source>
        <translation>在“细胞”页中，最后一次操作为移动鼠标时，类别键作用于指针下的细胞；指针位于所选细胞之上，或最后用键盘移动之后，则作用于所选细胞。</translation>
    </message>
</context>
<context>
    <name>KeyMap</name>
    <message>
        <source>%1 (%2)</source>
        <comment>what a button does, its keys</comment>
        <translation>%1（%2）</translation>
    </message>
</context>
<context>
    <name>KeyboardDialog</name>
    <message>
        <source>Escape leaves things, everywhere.</source>
        <translation>Esc 在任何地方都用于退出。</translation>
    </message>
    <message>
        <source>Alt with a letter opens the menus.</source>
        <translation>Alt 加字母用于打开菜单。</translation>
    </message>
    <message>
        <source>This key moves and selects in lists of cells and slides.</source>
        <translation>此键用于在细胞和玻片列表中移动和选择。</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>键盘</translation>
    </message>
    <message>
        <source>Classes: %1</source>
        <translation>类别：%1</translation>
    </message>
    <message>
        <source>Search an action or a key</source>
        <translation>搜索操作或按键</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>操作及其按键</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Add a key…</source>
        <translation>添加按键…</translation>
    </message>
    <message>
        <source>Swap</source>
        <translation>对调</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>保持不变</translation>
    </message>
    <message>
        <source>Print the key card…</source>
        <translation>打印按键卡…</translation>
    </message>
    <message>
        <source>Key card as PDF…</source>
        <translation>按键卡另存为 PDF…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>“%1” has no key now.</source>
        <translation>“%1”现在没有按键。</translation>
    </message>
    <message>
        <source>Its key is also that of: %1. Change one of them.</source>
        <translation>其按键同时也用于：%1。请更改其中之一。</translation>
    </message>
    <message>
        <source>All keys are as delivered.</source>
        <translation>所有按键均为默认设置。</translation>
    </message>
    <message>
        <source>Swapped: %1 is “%2” now.</source>
        <translation>已对调：%1 现在用于“%2”。</translation>
    </message>
    <message>
        <source>Press the new key for “%1”. Escape leaves it as it is.</source>
        <translation>请按“%1”的新按键。按 Esc 保持不变。</translation>
    </message>
    <message>
        <source>%1 cannot be used here. %2</source>
        <translation>%1 不能用于此处。%2</translation>
    </message>
    <message>
        <source>“%1”</source>
        <translation>“%1”</translation>
    </message>
    <message>
        <source>%1 is the key of %2. Swap takes it away there.</source>
        <translation>%1 是%2的按键。点“对调”后，那里将不再有此按键。</translation>
    </message>
    <message>
        <source>%1 is the key of %2. Swap gives that %3 instead.</source>
        <translation>%1 是%2的按键。点“对调”后，那里改用 %3。</translation>
    </message>
    <message>
        <source>“%1” is %2 now.</source>
        <translation>“%1”的按键现在是 %2。</translation>
    </message>
    <message>
        <source>Key card as PDF</source>
        <translation>按键卡另存为 PDF</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>已写入：%1</translation>
    </message>
    <message>
        <source>Keys as delivered</source>
        <translation>出厂按键</translation>
    </message>
    <message>
        <source>Remove the key</source>
        <translation>移除按键</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部还原</translation>
    </message>
</context>
<context>
    <name>LaboratoryDialog</name>
    <message>
        <source>The laboratory&apos;s report settings</source>
        <translation>实验室报告设置</translation>
    </message>
    <message>
        <source>Choose a &amp;logo…</source>
        <translation>选择徽标(&amp;L)…</translation>
    </message>
    <message>
        <source>Do not correct: the analyser has corrected</source>
        <translation>不校正：分析仪已校正</translation>
    </message>
    <message>
        <source>Correct from the first nucleated red cell on</source>
        <translation>只要有有核红细胞即校正</translation>
    </message>
    <message>
        <source>Correct at 5 or more nucleated red cells per 100 white cells</source>
        <translation>每 100 个白细胞有 5 个及以上有核红细胞时校正</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Address</source>
        <translation>地址(&amp;A)</translation>
    </message>
    <message>
        <source>Logo</source>
        <translation>徽标</translation>
    </message>
    <message>
        <source>&amp;White cells</source>
        <translation>白细胞(&amp;W)</translation>
    </message>
    <message>
        <source>Templates for comments and conclusions</source>
        <translation>备注和结论的模板</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>A&amp;dd</source>
        <translation>添加(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Up</source>
        <translation>上移(&amp;U)</translation>
    </message>
    <message>
        <source>D&amp;own</source>
        <translation>下移(&amp;O)</translation>
    </message>
    <message>
        <source>Na&amp;me in the menu</source>
        <translation>菜单中的名称(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;Text</source>
        <translation>文本(&amp;T)</translation>
    </message>
    <message>
        <source>Kept in the casebook, with an entry in its audit trail. Signed reports stay as they were signed.</source>
        <translation>保存在病例库中，并记入其审计记录。已签署的报告保持签署时的原样。</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Choose a logo</source>
        <translation>选择徽标</translation>
    </message>
    <message>
        <source>Pictures (*.png *.jpg *.jpeg *.svg)</source>
        <translation>图像 (*.png *.jpg *.jpeg *.svg)</translation>
    </message>
    <message>
        <source>New template</source>
        <translation>新模板</translation>
    </message>
    <message>
        <source>No logo</source>
        <translation>无徽标</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>R&amp;emove it</source>
        <translation>移除(&amp;E)</translation>
    </message>
</context>
<context>
    <name>LimitEditor</name>
    <message>
        <source>New decision limit</source>
        <translation>新建判定界值</translation>
    </message>
    <message>
        <source>Change a decision limit</source>
        <translation>更改判定界值</translation>
    </message>
    <message>
        <source>Blood</source>
        <translation>外周血</translation>
    </message>
    <message>
        <source>Bone marrow</source>
        <translation>骨髓</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>两者均可</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>名称(&amp;N)</translation>
    </message>
    <message>
        <source>Name in Chinese</source>
        <translation>中文名称</translation>
    </message>
    <message>
        <source>&amp;Stands for</source>
        <translation>意义(&amp;S)</translation>
    </message>
    <message>
        <source>S&amp;pecimen</source>
        <translation>标本(&amp;P)</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Another share</source>
        <translation>另一占比</translation>
    </message>
    <message>
        <source>An absolute count</source>
        <translation>绝对值</translation>
    </message>
    <message>
        <source>Secon&amp;d condition</source>
        <translation>第二条件(&amp;D)</translation>
    </message>
    <message>
        <source> ×10⁹/L or more</source>
        <translation> ×10⁹/L 及以上</translation>
    </message>
    <message>
        <source>So&amp;urce</source>
        <translation>出处(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Edition</source>
        <translation>版本(&amp;E)</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Class names of the class scheme, with commas between; a whole lineage as %1monocytic. Of the open slide: %2</source>
        <translation>分类方案中的类别名，以逗号分隔；整个系别写作 %1monocytic。所打开玻片的类别：%2</translation>
    </message>
    <message>
        <source>Only where the class scheme has all of them</source>
        <translation>仅当分类方案包含以上全部类别时适用</translation>
    </message>
    <message>
        <source>of all counted cells</source>
        <translation>占全部计数细胞</translation>
    </message>
    <message>
        <source>of non-erythroid cells</source>
        <translation>占非红系细胞</translation>
    </message>
    <message>
        <source>of red cells</source>
        <translation>占红细胞</translation>
    </message>
    <message>
        <source>Limit in percent</source>
        <translation>界值（百分比）</translation>
    </message>
    <message>
        <source>Cells</source>
        <translation>细胞</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>界值</translation>
    </message>
    <message>
        <source>The limit needs a name.</source>
        <translation>请填写界值的名称。</translation>
    </message>
    <message>
        <source>Name at least one class, lineage or series.</source>
        <translation>请至少填写一个类别、系别或系列。</translation>
    </message>
    <message>
        <source>A limit lies above 0 % and below 100 %.</source>
        <translation>界值须大于 0 % 且小于 100 %。</translation>
    </message>
    <message>
        <source>Say which book or guideline the limit is from: it is printed beside it.</source>
        <translation>请注明界值出自哪本书或哪项指南：出处将与界值一并打印。</translation>
    </message>
    <message>
        <source>This cannot be kept: %1.</source>
        <translation>无法保存：%1。</translation>
    </message>
    <message>
        <source>these cells only</source>
        <translation>仅这些细胞</translation>
    </message>
    <message>
        <source>and all myeloid cells</source>
        <translation>以及全部髓系细胞</translation>
    </message>
    <message>
        <source>and all nucleated erythroid cells</source>
        <translation>以及全部有核红系细胞</translation>
    </message>
</context>
<context>
    <name>LimitsDialog</name>
    <message>
        <source>Decision limits</source>
        <translation>判定界值</translation>
    </message>
    <message>
        <source>Shares that mean something when they are reached. The list that comes with the program is from the literature: a laboratory checks it before it relies on it. Each limit is printed with its source.</source>
        <translation>达到时具有意义的占比。程序自带的列表来自文献：实验室须先行核对，方可采用。每个界值均与其出处一并打印。</translation>
    </message>
    <message>
        <source>Of what</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>界值</translation>
    </message>
    <message>
        <source>Specimen</source>
        <translation>标本</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>出处</translation>
    </message>
    <message>
        <source>On this slide</source>
        <translation>此玻片</translation>
    </message>
    <message>
        <source>&amp;Add…</source>
        <translation>添加(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Change…</source>
        <translation>更改(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>移除(&amp;R)</translation>
    </message>
    <message>
        <source>Reset to what shi&amp;pped</source>
        <translation>恢复程序自带的列表(&amp;P)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Blood</source>
        <translation>外周血</translation>
    </message>
    <message>
        <source>Bone marrow</source>
        <translation>骨髓</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>两者均可</translation>
    </message>
    <message>
        <source>Not applicable</source>
        <translation>不适用</translation>
    </message>
    <message>
        <source>nothing counted</source>
        <translation>无计数细胞</translation>
    </message>
    <message>
        <source>%1, below</source>
        <translation>%1，低于界值</translation>
    </message>
    <message>
        <source>%1, above</source>
        <translation>%1，高于界值</translation>
    </message>
    <message>
        <source>%1, still open</source>
        <translation>%1，尚未确定</translation>
    </message>
    <message>
        <source>Your own list cannot be read; the shipped one is used. %1</source>
        <translation>无法读取您自己的列表；现使用程序自带的列表。%1</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Demonstration film</source>
        <translation>演示血涂片</translation>
    </message>
    <message>
        <source>Leave Cellwise?</source>
        <translation>退出 Cellwise？</translation>
    </message>
    <message>
        <source>Work is still under way: %1.</source>
        <translation>仍有工作在进行：%1。</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>留下</translation>
    </message>
    <message>
        <source>Worklist</source>
        <translation>工作列表</translation>
    </message>
    <message>
        <source>Cells</source>
        <translation>细胞</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>复核</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>报告</translation>
    </message>
    <message>
        <source>Open or make a casebook</source>
        <translation>打开或新建病例库</translation>
    </message>
    <message>
        <source>Casebooks (*.casebook);;All files (*)</source>
        <translation>病例库 (*.casebook);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Back up the casebook</source>
        <translation>备份病例库</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>About Cellwise</source>
        <translation>关于 Cellwise</translation>
    </message>
    <message>
        <source>&lt;h2&gt;Cellwise %1&lt;/h2&gt;&lt;p&gt;Review of blood and bone marrow cells by human and machine. A model proposes a class for each cell and hands over those it is unsure of; the expert decides.&lt;/p&gt;&lt;p&gt;&lt;b&gt;For research use only. Not a medical device, not for diagnosis.&lt;/b&gt; A skilled morphologist remains responsible for every result.&lt;/p&gt;&lt;p&gt;Classification: CrossFormer (Wang et al., 2022) with class centroid learning.&lt;/p&gt;</source>
        <translation>&lt;h2&gt;Cellwise %1&lt;/h2&gt;&lt;p&gt;人机协同的外周血与骨髓细胞复核。模型为每个细胞提出分类，并把没有把握的细胞交给专家；由专家判定。&lt;/p&gt;&lt;p&gt;&lt;b&gt;仅供研究使用。不是医疗器械，不得用于诊断。&lt;/b&gt;每项结果仍由有经验的形态学人员负责。&lt;/p&gt;&lt;p&gt;分类方法：CrossFormer（Wang 等，2022）与类中心学习。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>&lt;p&gt;Cellwise is free software under the GNU General Public License, version 3 or later. It comes with no warranty.&lt;/p&gt;&lt;p&gt;It is built on:&lt;/p&gt;</source>
        <translation>&lt;p&gt;Cellwise 是自由软件，采用 GNU 通用公共许可证第 3 版或更高版本，不提供任何担保。&lt;/p&gt;&lt;p&gt;它使用了：&lt;/p&gt;</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>&amp;Worklist</source>
        <translation>工作列表(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Cells</source>
        <translation>细胞(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation>复核(&amp;R)</translation>
    </message>
    <message>
        <source>Re&amp;port</source>
        <translation>报告(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Threshold</source>
        <translation>阈值(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Import a folder…</source>
        <translation>导入文件夹(&amp;I)…</translation>
    </message>
    <message>
        <source>Import &amp;files…</source>
        <translation>导入文件(&amp;F)…</translation>
    </message>
    <message>
        <source>Open the &amp;demonstration slide</source>
        <translation>打开演示玻片(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Open casebook…</source>
        <translation>打开病例库(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Back up casebook…</source>
        <translation>备份病例库(&amp;B)…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>Your &amp;name…</source>
        <translation>您的姓名(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言(&amp;L)</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>&amp;Inspector</source>
        <translation>细胞详情(&amp;I)</translation>
    </message>
    <message>
        <source>Threshold &amp;strip</source>
        <translation>阈值栏(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>Keyboard &amp;shortcuts</source>
        <translation>键盘快捷键(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Dismiss message</source>
        <translation>关闭消息(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;About Cellwise</source>
        <translation>关于 Cellwise(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Licences</source>
        <translation>许可证(&amp;L)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>All saved</source>
        <translation>已全部保存</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <comment>what, done, total</comment>
        <translation>%1：%2 / %3</translation>
    </message>
    <message numerus="yes">
        <source> (and %n more)</source>
        <translation>
            <numerusform>（另有 %n 项）</numerusform>
        </translation>
    </message>
    <message>
        <source>Import a folder of images</source>
        <translation>导入图像文件夹</translation>
    </message>
    <message>
        <source>Import images</source>
        <translation>导入图像</translation>
    </message>
    <message>
        <source>Images (*.jpg *.jpeg *.png *.bmp *.tif *.tiff)</source>
        <translation>图像 (*.jpg *.jpeg *.png *.bmp *.tif *.tiff)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message numerus="yes">
        <source>%n cells were imported</source>
        <translation>
            <numerusform>已导入 %n 个细胞</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> from %n images.</source>
        <translation>
            <numerusform>，来自 %n 幅图像。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> %n images were there twice and taken once.</source>
        <translation>
            <numerusform>%n 幅图像重复，只取一次。</numerusform>
        </translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message numerus="yes">
        <source> %n files were left out:</source>
        <translation>
            <numerusform>%n 个文件未导入：</numerusform>
        </translation>
    </message>
    <message>
        <source>Your name, as it should stand with your decisions and signatures:</source>
        <translation>您的姓名（将随您的判定和签名一并记录）：</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>&amp;Models…</source>
        <translation>模型(&amp;M)…</translation>
    </message>
    <message>
        <source>Every decision is saved. A classification goes on at the next start; an import or a new model that is not finished has to be made again.</source>
        <translation>所有决定均已保存。分类会在下次启动时继续；未完成的导入或新模型需要重新进行。</translation>
    </message>
    <message>
        <source>Comparing cells</source>
        <translation>比较细胞</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;Trends and signed reports…</source>
        <translation>趋势与已签署的报告(&amp;T)…</translation>
    </message>
    <message>
        <source>Quality &amp;control…</source>
        <translation>质控(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Who works here…</source>
        <translation>使用人员(&amp;W)…</translation>
    </message>
    <message>
        <source>Pe&amp;ople</source>
        <translation>人员(&amp;O)</translation>
    </message>
    <message>
        <source>&amp;Audit log…</source>
        <translation>审计记录(&amp;A)…</translation>
    </message>
    <message>
        <source>Ask for a second &amp;reading…</source>
        <translation>申请二次阅片(&amp;R)…</translation>
    </message>
    <message>
        <source>A&amp;greement of readers…</source>
        <translation>阅片者一致性(&amp;G)…</translation>
    </message>
    <message>
        <source>&amp;Lock the screen</source>
        <translation>锁定屏幕(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Sign out, or switch user</source>
        <translation>退出登录或切换用户(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Decision limits…</source>
        <translation>判定界值(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;Atlas…</source>
        <translation>图谱(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Classes of this laboratory…</source>
        <translation>本实验室的类别(&amp;C)…</translation>
    </message>
    <message>
        <source>Change &amp;keys…</source>
        <translation>更改按键(&amp;K)…</translation>
    </message>
    <message>
        <source>%1 · single user</source>
        <translation>%1 · 单用户</translation>
    </message>
    <message>
        <source>Signed in: %1</source>
        <translation>已登录：%1</translation>
    </message>
    <message>
        <source>Your name, as it stands with your decisions. This casebook has no accounts and asks for no password.</source>
        <translation>您的姓名，随您的判定一并记录。此病例库没有账户，也不要求密码。</translation>
    </message>
    <message>
        <source>in the background</source>
        <translation>后台任务</translation>
    </message>
    <message>
        <source>Map of the cells</source>
        <translation>细胞分布图</translation>
    </message>
    <message>
        <source>Cells by hand</source>
        <translation>手工处理细胞</translation>
    </message>
    <message>
        <source>Import images with &amp;annotations…</source>
        <translation>导入带标注的图像(&amp;A)…</translation>
    </message>
    <message>
        <source>Cells of the field by &amp;hand…</source>
        <translation>手工处理视野中的细胞(&amp;H)…</translation>
    </message>
    <message>
        <source>&amp;Find cells and slides…</source>
        <translation>查找细胞和玻片(&amp;F)…</translation>
    </message>
    <message>
        <source>Import images with annotations</source>
        <translation>导入带标注的图像</translation>
    </message>
    <message>
        <source>COCO and GeoJSON (*.json *.geojson)</source>
        <translation>COCO 和 GeoJSON (*.json *.geojson)</translation>
    </message>
    <message numerus="yes">
        <source> %n cells carry a label</source>
        <translation>
            <numerusform>其中 %n 个细胞带有标签</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n of them as decisions.</source>
        <translation>
            <numerusform>，%n 个作为判定。</numerusform>
        </translation>
    </message>
    <message>
        <source> in their comment.</source>
        <translation>，记在备注中。</translation>
    </message>
    <message>
        <source>Two e&amp;xaminers count the slide…</source>
        <translation>两名检验者计数(&amp;X)…</translation>
    </message>
</context>
<context>
    <name>Marks</name>
    <message>
        <source>Not classified</source>
        <translation>未分类</translation>
    </message>
    <message>
        <source>Auto-accepted</source>
        <translation>自动接受</translation>
    </message>
    <message>
        <source>To review</source>
        <translation>待复核</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>已更改</translation>
    </message>
    <message>
        <source>the image could not be classified</source>
        <translation>图像无法分类</translation>
    </message>
    <message>
        <source>not clearly %1 %2</source>
        <translation>不能明确为%1（%2）</translation>
    </message>
    <message>
        <source>between %1 %2 and %3 %4</source>
        <translation>介于%1（%2）与%3（%4）之间</translation>
    </message>
    <message>
        <source>unlike any class: nearest %1 %2</source>
        <translation>不像任何类别：最接近%1（%2）</translation>
    </message>
    <message>
        <source>%1 % (%2–%3)</source>
        <comment>share with its interval, as in 12.4 % (10.1–15.0)</comment>
        <translation>%1 %（%2–%3）</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
</context>
<context>
    <name>ModelShelf</name>
    <message>
        <source>Learning from confirmed cells</source>
        <translation>正在从已确认的细胞学习</translation>
    </message>
    <message>
        <source>Replaying signed slides</source>
        <translation>正在重演已签发的玻片</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>reads new slides</source>
        <translation>用于新玻片</translation>
    </message>
    <message>
        <source>comes with Cellwise</source>
        <translation>随 Cellwise 提供</translation>
    </message>
    <message>
        <source>not compared yet</source>
        <translation>尚未比较</translation>
    </message>
    <message>
        <source>No model is selected.</source>
        <translation>未选择模型。</translation>
    </message>
    <message>
        <source>This model reads new slides. Slides keep the model that read them.</source>
        <translation>新玻片由此模型判读。已判读的玻片保留原来的模型。</translation>
    </message>
    <message>
        <source>It cannot be chosen: it was not compared with the model before it on cells held out.</source>
        <translation>不能选用：它尚未在留出的细胞上与前一个模型比较。</translation>
    </message>
    <message>
        <source>Slides keep the model that read them until you ask to read one again.</source>
        <translation>玻片保留判读它的模型，直到您要求重新判读。</translation>
    </message>
    <message>
        <source>Counting the confirmed cells…</source>
        <translation>正在统计已确认的细胞…</translation>
    </message>
    <message>
        <source>No model is loaded to go on from.</source>
        <translation>没有已加载的模型可作为起点。</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在开始…</translation>
    </message>
    <message>
        <source>You can go on working, and close this window.</source>
        <translation>您可以继续工作，也可以关闭此窗口。</translation>
    </message>
    <message>
        <source>Cancelled. Nothing was kept.</source>
        <translation>已取消。没有保留任何内容。</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The model&apos;s card</source>
        <translation>模型卡</translation>
    </message>
    <message>
        <source>&amp;Use for new slides</source>
        <translation>用于新玻片(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Replay signed slides</source>
        <translation>重演已签发的玻片(&amp;R)</translation>
    </message>
    <message>
        <source>Which signed reports would say something else. Nothing is changed.</source>
        <translation>哪些已签发的报告会有所不同。不作任何更改。</translation>
    </message>
    <message>
        <source>The cells that experts confirmed in this casebook make a new model out of the one in use. It is compared with the old one on patients it never saw; then you choose.</source>
        <translation>用本病例库中专家已确认的细胞，在当前模型的基础上得到一个新模型。它会在从未见过的患者上与旧模型比较，然后由您选择。</translation>
    </message>
    <message>
        <source>&amp;Name of the new model</source>
        <translation>新模型的名称(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Passes over the cells</source>
        <translation>遍历细胞的次数(&amp;P)</translation>
    </message>
    <message>
        <source>More take longer; the best one on cells to choose by is kept.</source>
        <translation>次数越多用时越长；保留在选择用细胞上最好的一次。</translation>
    </message>
    <message>
        <source>&amp;Start learning</source>
        <translation>开始学习(&amp;S)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>&amp;Back to the card</source>
        <translation>返回模型卡(&amp;B)</translation>
    </message>
    <message>
        <source>&amp;Learn from confirmed cells…</source>
        <translation>从已确认的细胞学习(&amp;L)…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>&amp;What learns</source>
        <translation>学习范围(&amp;W)</translation>
    </message>
    <message>
        <source>As the cells allow</source>
        <translation>视细胞数量而定</translation>
    </message>
    <message>
        <source>The decision only: what has no cells here is kept</source>
        <translation>仅判定层：此处没有细胞的类别保持不变</translation>
    </message>
    <message>
        <source>Everything: for another stain, forgets what has no cells here</source>
        <translation>全部：用于另一种染色，会遗忘此处没有细胞的类别</translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>Your password was changed.</source>
        <translation>您的密码已更改。</translation>
    </message>
    <message>
        <source>%1 has an account now.</source>
        <translation>%1 现在有了账户。</translation>
    </message>
    <message>
        <source>The account was changed.</source>
        <translation>账户已更改。</translation>
    </message>
    <message>
        <source>The password was set.</source>
        <translation>密码已设置。</translation>
    </message>
    <message>
        <source>technician</source>
        <translation>技师</translation>
    </message>
    <message>
        <source>hematologist</source>
        <translation>血液科医师</translation>
    </message>
    <message>
        <source>administrator</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>Import, rename and discard slides</source>
        <translation>导入、重命名和弃用玻片</translation>
    </message>
    <message>
        <source>Decide on cells, flag, comment</source>
        <translation>判定细胞、标记、备注</translation>
    </message>
    <message>
        <source>Set a slide&apos;s thresholds</source>
        <translation>设定玻片的阈值</translation>
    </message>
    <message>
        <source>Sign as prepared or preliminary</source>
        <translation>签署预审或初步结果</translation>
    </message>
    <message>
        <source>Release a report</source>
        <translation>签发报告</translation>
    </message>
    <message>
        <source>Ask for a second reading, read a second time</source>
        <translation>申请二次阅片、进行二次阅片</translation>
    </message>
    <message>
        <source>Settle what two readers disagree on</source>
        <translation>仲裁两位阅片者的分歧</translation>
    </message>
    <message>
        <source>Manage accounts</source>
        <translation>管理账户</translation>
    </message>
    <message>
        <source>Set the laboratory&apos;s details, rules and templates</source>
        <translation>设置实验室信息、规则和模板</translation>
    </message>
</context>
<context>
    <name>PeopleDialog</name>
    <message>
        <source>&lt;b&gt;Single-user mode.&lt;/b&gt; This casebook has no accounts and asks for no password. Decisions and signatures carry the name below, as it is typed.</source>
        <translation>&lt;b&gt;单用户模式。&lt;/b&gt;此病例库没有账户，也不要求密码。判定和签名以下方填写的姓名记录。</translation>
    </message>
    <message>
        <source>Your &amp;name</source>
        <translation>您的姓名(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>保存(&amp;K)</translation>
    </message>
    <message>
        <source>&lt;b&gt;Accounts.&lt;/b&gt; For several people at one casebook: each has a password and roles, what they do carries their name, and the screen locks when nobody is there. From the first account on somebody must be signed in. The first is an administrator&apos;s; it cannot be undone.</source>
        <translation>&lt;b&gt;账户。&lt;/b&gt;用于多人共用一个病例库：每人有密码和角色，所作操作记录其姓名，无人操作时屏幕锁定。建立首个账户后，使用前必须登录。首个账户为管理员账户；此操作无法撤销。</translation>
    </message>
    <message>
        <source>Make the &amp;first account…</source>
        <translation>建立首个账户(&amp;F)…</translation>
    </message>
    <message>
        <source>The first account</source>
        <translation>首个账户</translation>
    </message>
    <message>
        <source>What each role may do</source>
        <translation>各角色的权限</translation>
    </message>
    <message>
        <source>Technician</source>
        <translation>技师</translation>
    </message>
    <message>
        <source>Hematologist</source>
        <translation>血液科医师</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>Change &amp;my password…</source>
        <translation>更改我的密码(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Lock now</source>
        <translation>立即锁定(&amp;L)</translation>
    </message>
    <message>
        <source>Sign &amp;out</source>
        <translation>退出登录(&amp;O)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Last sign-in</source>
        <translation>上次登录</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>账户</translation>
    </message>
    <message>
        <source>&amp;Add…</source>
        <translation>添加(&amp;A)…</translation>
    </message>
    <message>
        <source>&amp;Roles…</source>
        <translation>角色(&amp;R)…</translation>
    </message>
    <message>
        <source>New &amp;password…</source>
        <translation>新密码(&amp;P)…</translation>
    </message>
    <message>
        <source> min without a touch</source>
        <translation> 分钟无操作后</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Change your password</source>
        <translation>更改您的密码</translation>
    </message>
    <message>
        <source>A new account</source>
        <translation>新账户</translation>
    </message>
    <message>
        <source>Roles of %1</source>
        <translation>%1 的角色</translation>
    </message>
    <message>
        <source>A new password for %1</source>
        <translation>%1 的新密码</translation>
    </message>
    <message>
        <source>The last administrator stays.</source>
        <translation>最后一位管理员须保留。</translation>
    </message>
    <message>
        <source>&amp;Enable</source>
        <translation>启用(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Disable</source>
        <translation>停用(&amp;D)</translation>
    </message>
    <message>
        <source>Signed in: &lt;b&gt;%1&lt;/b&gt; · %2</source>
        <translation>已登录：&lt;b&gt;%1&lt;/b&gt; · %2</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>enabled</source>
        <translation>已启用</translation>
    </message>
    <message>
        <source>Who works here</source>
        <translation>使用人员</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>That was not the present password. Wait %1 seconds.</source>
        <translation>当前密码不正确。请等待 %1 秒。</translation>
    </message>
    <message>
        <source>That was not the present password. Nothing was changed.</source>
        <translation>当前密码不正确。未作任何更改。</translation>
    </message>
    <message>
        <source>Lock the screen af&amp;ter</source>
        <translation>多久后锁定屏幕(&amp;T)</translation>
    </message>
    <message>
        <source>never</source>
        <comment>the screen is never locked</comment>
        <translation>从不</translation>
    </message>
</context>
<context>
    <name>Presets</name>
    <message>
        <source>Model default</source>
        <translation>模型默认</translation>
    </message>
    <message>
        <source>≥ %1 % right</source>
        <extracomment>Threshold at which that share of accepted calibration cells is right.</extracomment>
        <translation>正确率 ≥ %1 %</translation>
    </message>
    <message>
        <source>≥ %1 % right, guaranteed</source>
        <translation>正确率 ≥ %1 %，有保证</translation>
    </message>
    <message>
        <source>The model brings no calibration cells, so this cannot be found.</source>
        <translation>模型不带校准细胞，无法求得。</translation>
    </message>
    <message>
        <source>Not certifiable with n = %1: too few calibration cells, or too many errors among them, to promise %2 % at δ = %3.</source>
        <translation>n = %1 时无法保证：校准细胞太少或其中错误太多，不能在 δ = %3 下保证 %2 %。</translation>
    </message>
    <message>
        <source>No threshold makes %1 % of the accepted calibration cells right (n = %2).</source>
        <translation>没有阈值能使被接受的校准细胞有 %1 % 正确（n = %2）。</translation>
    </message>
    <message>
        <source>The thresholds that the model brings. It does not state how they were chosen.</source>
        <translation>模型自带的阈值，未说明其选择方法。</translation>
    </message>
    <message>
        <source>%1 of %2 calibration cells accepted, %3 of them wrong</source>
        <translation>%2 个校准细胞中接受 %1 个，其中 %3 个错误</translation>
    </message>
    <message>
        <source>Guaranteed: %1 % right, δ = %2, n = %3. %4; error at most %5 % (Clopper–Pearson, δ split over %6 tests).</source>
        <translation>有保证：正确率 %1 %，δ = %2，n = %3。%4；错误率不超过 %5 %（Clopper–Pearson，δ 分配于 %6 次检验）。</translation>
    </message>
    <message>
        <source>Guaranteed: %1 % right, δ = %2, n = %3. %4; error at most %5 % (Clopper–Pearson, thresholds tested in a fixed sequence).</source>
        <translation>有保证：正确率 %1 %，δ = %2，n = %3。%4；错误率不超过 %5 %（Clopper–Pearson，阈值按固定顺序检验）。</translation>
    </message>
    <message>
        <source>Promised by slide: %1 % right, δ = %2, n = %3. %4; error at most %5 % (Clopper–Pearson, approximately widened for cells of one slide being alike).</source>
        <translation>按玻片承诺：正确率 %1 %，δ = %2，n = %3。%4；错误率不超过 %5 %（Clopper–Pearson，按同一玻片细胞的相似性近似放宽）。</translation>
    </message>
    <message>
        <source>Empirical: %1 % right on the calibration cells, n = %2. %3 (%4 %). No guarantee: on new cells it is often a little less.</source>
        <translation>经验：在校准细胞上正确率 %1 %，n = %2。%3（%4 %）。不作保证：在新细胞上往往略低。</translation>
    </message>
</context>
<context>
    <name>QualityDesk</name>
    <message>
        <source>Reading the slides of quality control</source>
        <translation>正在判读质控玻片</translation>
    </message>
</context>
<context>
    <name>QualityDialog</name>
    <message>
        <source>To review, of all cells</source>
        <translation>待复核，占全部细胞</translation>
    </message>
    <message>
        <source>1-3s: differs, though all runs expected were the same</source>
        <translation>1-3s：结果不同，而用于设定靶值的各次测定完全一致</translation>
    </message>
    <message>
        <source>1-3s: %1 SD from the mean</source>
        <translation>1-3s：偏离均值 %1 SD</translation>
    </message>
    <message>
        <source>2-2s: two in a row beyond 2 SD on one side</source>
        <translation>2-2s：连续两次在同一侧超出 2 SD</translation>
    </message>
    <message>
        <source>in control</source>
        <translation>在控</translation>
    </message>
    <message numerus="yes">
        <source>%n slides were read.</source>
        <translation>
            <numerusform>已判读 %n 张玻片。</numerusform>
        </translation>
    </message>
    <message>
        <source>Cancelled. Slides that were read by then keep their run.</source>
        <translation>已取消。此前已判读的玻片保留其测定结果。</translation>
    </message>
    <message>
        <source>entered</source>
        <translation>手动输入</translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n 次测定</numerusform>
        </translation>
    </message>
    <message>
        <source>nothing expected yet</source>
        <translation>尚未设定靶值</translation>
    </message>
    <message numerus="yes">
        <source>%n warnings</source>
        <translation>
            <numerusform>%n 项警告</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1（共 %2 个）</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>No slide is read for quality control yet. Open one that you know well, and add it.</source>
        <translation>尚无用于质控的玻片。请打开一张您熟知的玻片并加入质控。</translation>
    </message>
    <message>
        <source>Not read yet. Read it now, and then every day.</source>
        <translation>尚未判读。请立即判读，此后每天判读一次。</translation>
    </message>
    <message>
        <source>Nothing is expected yet: take it from the first runs, or enter mean and SD.</source>
        <translation>尚未设定靶值：可由最初几次测定得出，或输入均值和 SD。</translation>
    </message>
    <message>
        <source>In control: the last run keeps to what is expected.</source>
        <translation>在控：最近一次测定符合靶值。</translation>
    </message>
    <message>
        <source>Find the cause before patients&apos; slides are read by this model:</source>
        <translation>请先查明原因，再用此模型判读患者玻片：</translation>
    </message>
    <message>
        <source>The last run was by another model than the run before.</source>
        <translation>最近一次测定与前一次所用的模型不同。</translation>
    </message>
    <message>
        <source>Run %1, %2: %3 % of %4
%5 %6, by %7</source>
        <translation>第 %1 次测定，%2：%3 %（共 %4 个细胞）
%5 %6，操作者：%7</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n runs</source>
        <translation>
            <numerusform>%1，%n 次测定</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>expected %1 %, SD %2 % (from %n runs)</source>
        <translation>
            <numerusform>靶值 %1 %，SD %2 %（由 %n 次测定得出）</numerusform>
        </translation>
    </message>
    <message>
        <source>expected %1 %, SD %2 % (entered)</source>
        <translation>靶值 %1 %，SD %2 %（手动输入）</translation>
    </message>
    <message>
        <source>SD 0: the runs were all the same, so any change is told</source>
        <translation>SD 为 0：各次测定完全一致，因此任何变化都会提示</translation>
    </message>
    <message>
        <source>%1: mean and SD are percentages, such as 12.5 and 1.1.</source>
        <translation>%1：均值和 SD 须为百分数，例如 12.5 和 1.1。</translation>
    </message>
    <message>
        <source>Enter mean and SD of a class first.</source>
        <translation>请先输入某一类别的均值和 SD。</translation>
    </message>
    <message>
        <source>The model is not loaded yet.</source>
        <translation>模型尚未加载。</translation>
    </message>
    <message>
        <source>Quality control</source>
        <translation>质控</translation>
    </message>
    <message>
        <source>Slides that you know are read again by the model in use, without what experts decided. A run is kept here and is never a report. Read them every day, before patients&apos; slides.</source>
        <translation>用当前模型重新判读您熟知的玻片，不采用专家的判定。每次测定保存在此处，绝不作为报告。请每天在判读患者玻片之前进行。</translation>
    </message>
    <message>
        <source>Slides of quality control</source>
        <translation>质控玻片</translation>
    </message>
    <message>
        <source>&amp;Add the open slide</source>
        <translation>加入打开的玻片(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Take out</source>
        <translation>移出质控(&amp;T)</translation>
    </message>
    <message>
        <source>Its runs stay in the record.</source>
        <translation>其测定结果仍保留在记录中。</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>类别</translation>
    </message>
    <message>
        <source>Last run, %</source>
        <translation>最近一次测定，%</translation>
    </message>
    <message>
        <source>Expected, %</source>
        <translation>靶值，%</translation>
    </message>
    <message>
        <source>SD, %</source>
        <translation>SD，%</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <source>Last run against it</source>
        <translation>最近一次测定的判断</translation>
    </message>
    <message>
        <source>Classes: last run and what is expected</source>
        <translation>各类别：最近一次测定与靶值</translation>
    </message>
    <message>
        <source>Levey-Jennings chart</source>
        <translation>Levey-Jennings 质控图</translation>
    </message>
    <message>
        <source>&amp;First runs</source>
        <translation>最初测定次数(&amp;F)</translation>
    </message>
    <message>
        <source>Expect &amp;what they say</source>
        <translation>以其结果为靶值(&amp;W)</translation>
    </message>
    <message>
        <source>&amp;Keep what is entered</source>
        <translation>保存输入的数值(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Read now</source>
        <translation>立即判读(&amp;R)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Progress of the reading</source>
        <translation>判读进度</translation>
    </message>
</context>
<context>
    <name>QueueBar</name>
    <message>
        <source>&amp;Order</source>
        <translation>顺序(&amp;O)</translation>
    </message>
    <message>
        <source>Order of the cells to review</source>
        <translation>待复核细胞的顺序</translation>
    </message>
    <message>
        <source>Next order of the cells to review</source>
        <translation>待复核细胞的下一种顺序</translation>
    </message>
    <message>
        <source>Decide alike cells together</source>
        <translation>一并判定相似的细胞</translation>
    </message>
    <message>
        <source>Alike cells</source>
        <translation>相似细胞</translation>
    </message>
    <message>
        <source>Shows the waiting cells that are like this one; a class key then decides them all</source>
        <translation>显示与此细胞相似的待复核细胞；按一个类别键即可全部判定</translation>
    </message>
    <message>
        <source>Blind first</source>
        <translation>先盲判</translation>
    </message>
    <message>
        <source>Blind audit of accepted cells…</source>
        <translation>自动接受细胞的盲法抽查…</translation>
    </message>
    <message>
        <source>You answer before the model&apos;s opinion is shown; both answers are kept</source>
        <translation>您先作答，再显示模型的意见；两个答案均保留</translation>
    </message>
    <message>
        <source>No waiting cell is like this one.</source>
        <translation>没有与此细胞相似的待复核细胞。</translation>
    </message>
    <message numerus="yes">
        <source>%n alike cells: a class key decides all that are ticked.</source>
        <translation>
            <numerusform>%n 个相似细胞：按一个类别键即判定所有勾选的细胞。</numerusform>
        </translation>
    </message>
    <message>
        <source>Alike cells, ticked ones are decided together</source>
        <translation>相似细胞，勾选者一并判定</translation>
    </message>
    <message>
        <source>Cell %1</source>
        <translation>细胞 %1</translation>
    </message>
</context>
<context>
    <name>ReadingBar</name>
    <message>
        <source>, by %1</source>
        <translation>，由 %1 进行</translation>
    </message>
    <message>
        <source>Withdraw the second reading</source>
        <translation>撤回二次阅片</translation>
    </message>
    <message>
        <source>Why? It stands in the audit log; the labels given so far stay in the history.</source>
        <translation>原因？它将记入审计记录；已作的判定保留在历史记录中。</translation>
    </message>
    <message>
        <source>Open the slide that is to be read a second time first.</source>
        <translation>请先打开要二次阅片的玻片。</translation>
    </message>
    <message>
        <source>Ask for a second reading</source>
        <translation>申请二次阅片</translation>
    </message>
    <message>
        <source>Somebody else decides on every cell that was to review or that an expert decided on, without seeing what the first reader said. Until that is done the slide&apos;s decisions stay as they are. What the two disagree on is settled by a third person.</source>
        <translation>由另一人判定所有待复核的细胞及专家已判定的细胞，且看不到第一阅片者的判定。完成之前，此玻片的判定保持不变。两人的分歧由第三人仲裁。</translation>
    </message>
    <message>
        <source>Anyone who did not read it first</source>
        <translation>未参与首次阅片的任何人</translation>
    </message>
    <message>
        <source>Second &amp;reader</source>
        <translation>第二阅片者(&amp;R)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>&amp;Ask</source>
        <translation>申请(&amp;A)</translation>
    </message>
    <message>
        <source>I have &amp;finished</source>
        <translation>已完成(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Settle…</source>
        <translation>仲裁(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Withdraw…</source>
        <translation>撤回(&amp;W)…</translation>
    </message>
    <message numerus="yes">
        <source>&lt;b&gt;You read this slide a second time.&lt;/b&gt; Nothing of the first reading shows. %n cell(s) answered; %1 must be.</source>
        <translation>
            <numerusform>&lt;b&gt;您正在第二次阅读本玻片。&lt;/b&gt;第一次阅片的内容均不显示。已判定 %n 个细胞，共须判定 %1 个。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&lt;b&gt;Being read a second time&lt;/b&gt;%1. Decisions, thresholds and the release wait until that is done: %2 of %n cell(s) answered.</source>
        <translation>
            <numerusform>&lt;b&gt;正在第二次阅片&lt;/b&gt;%1。判定、阈值与签发须待其完成：已判定 %2/%n 个细胞。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&lt;b&gt;Two readers disagree on %n cell(s)&lt;/b&gt;, of which %1 to settle. Somebody who read neither time decides; the release waits for it.</source>
        <translation>
            <numerusform>&lt;b&gt;两位阅片者在 %n 个细胞上意见不一&lt;/b&gt;，其中 %1 个待裁定。由未参与两次阅片的人裁定；签发须待其完成。</numerusform>
        </translation>
    </message>
    <message>
        <source>Cells of your sample have no answer yet.</source>
        <translation>您的样本中还有细胞未判定。</translation>
    </message>
    <message numerus="yes">
        <source>&lt;b&gt;You count this slide as one of two examiners.&lt;/b&gt; Neither the model&apos;s answers nor the other&apos;s count show. %1 of %n cell(s) counted.</source>
        <translation>
            <numerusform>&lt;b&gt;您作为两名检验者之一计数本玻片。&lt;/b&gt;模型结果和对方的计数均不显示。已计数 %1/%n 个细胞。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 has finished</source>
        <translation>%1 已完成</translation>
    </message>
    <message>
        <source>%1: %2 of %3</source>
        <translation>%1：%2/%3</translation>
    </message>
    <message>
        <source>&lt;b&gt;Being counted by two examiners&lt;/b&gt; (%1; %2). Decisions, thresholds and the release wait until both have finished.</source>
        <translation>&lt;b&gt;两名检验者正在计数&lt;/b&gt;（%1；%2）。判定、阈值与签发须待两人都完成。</translation>
    </message>
    <message>
        <source>Withdraw the two examiners&apos; count</source>
        <translation>撤回两名检验者的计数</translation>
    </message>
    <message>
        <source>Open the slide that two examiners are to count first.</source>
        <translation>请先打开要由两名检验者计数的玻片。</translation>
    </message>
</context>
<context>
    <name>ReportPage</name>
    <message>
        <source>Export &amp;PDF…</source>
        <translation>导出 PDF(&amp;P)…</translation>
    </message>
    <message>
        <source>Export &amp;CSV…</source>
        <translation>导出 CSV(&amp;C)…</translation>
    </message>
    <message>
        <source>Export &amp;JSON…</source>
        <translation>导出 JSON(&amp;J)…</translation>
    </message>
    <message>
        <source>P&amp;rint…</source>
        <translation>打印(&amp;R)…</translation>
    </message>
    <message>
        <source>Print pre&amp;view…</source>
        <translation>打印预览(&amp;V)…</translation>
    </message>
    <message>
        <source>Version of the report</source>
        <translation>报告版本</translation>
    </message>
    <message>
        <source>The report as it stands now, and every version that was signed</source>
        <translation>当前报告以及每一个已签署的版本</translation>
    </message>
    <message>
        <source>&amp;Language of the report</source>
        <translation>报告语言(&amp;L)</translation>
    </message>
    <message>
        <source>Letter</source>
        <translation>Letter（信纸）</translation>
    </message>
    <message>
        <source>Page size</source>
        <translation>纸张大小</translation>
    </message>
    <message>
        <source>Review them</source>
        <translation>去复核</translation>
    </message>
    <message>
        <source>Signed: version %1, hash %2</source>
        <translation>已签署：第 %1 版，散列值 %2</translation>
    </message>
    <message>
        <source>No slide is open. Open one in the worklist to see its differential.</source>
        <translation>没有打开的玻片。请在工作列表中打开一张，查看其分类计数。</translation>
    </message>
    <message>
        <source>Go to the worklist</source>
        <translation>转到工作列表</translation>
    </message>
    <message>
        <source>The cells are being classified: %1 %.</source>
        <translation>正在对细胞分类：%1 %。</translation>
    </message>
    <message>
        <source>No cell of this slide has been classified yet.</source>
        <translation>该玻片还没有细胞被分类。</translation>
    </message>
    <message>
        <source>Classify now</source>
        <translation>立即分类</translation>
    </message>
    <message>
        <source>No model is loaded yet.</source>
        <translation>尚未加载模型。</translation>
    </message>
    <message>
        <source>This slide has no cells: there is nothing to report.</source>
        <translation>该玻片没有细胞，无可报告。</translation>
    </message>
    <message>
        <source>As it stands now, not signed</source>
        <translation>当前状态，未签署</translation>
    </message>
    <message>
        <source>As it stands now, changed since signing</source>
        <translation>当前状态，签署后有更改</translation>
    </message>
    <message>
        <source>Version %1, %2, %3</source>
        <translation>第 %1 版，%2，%3</translation>
    </message>
    <message>
        <source>Amended: %1</source>
        <translation>修订：%1</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>imported %1</source>
        <translation>导入于 %1</translation>
    </message>
    <message>
        <source>computed %1</source>
        <translation>计算于 %1</translation>
    </message>
    <message>
        <source>operator %1</source>
        <translation>操作者 %1</translation>
    </message>
    <message>
        <source>SYNTHETIC: drawn by a computer, no patient&apos;s</source>
        <translation>合成：由计算机绘制，非患者标本</translation>
    </message>
    <message>
        <source>Slide</source>
        <translation>玻片</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>Research use only</source>
        <translation>仅供研究使用</translation>
    </message>
    <message>
        <source>Signed by &lt;b&gt;%1&lt;/b&gt; at %2: %3. Version %4, hash &lt;code&gt;%5&lt;/code&gt;</source>
        <translation>由 &lt;b&gt;%1&lt;/b&gt; 于 %2 签署：%3。第 %4 版，散列值 &lt;code&gt;%5&lt;/code&gt;</translation>
    </message>
    <message>
        <source>SHA-256 of the frozen numbers: %1
Head of the audit trail: %2</source>
        <translation>冻结数据的 SHA-256：%1
审计链首：%2</translation>
    </message>
    <message>
        <source>&lt;br&gt;Amended: %1</source>
        <translation>&lt;br&gt;修订：%1</translation>
    </message>
    <message>
        <source>&lt;br&gt;You look at an earlier version as it was signed; version %1 is the newest.</source>
        <translation>&lt;br&gt;您查看的是签署时的较早版本；最新为第 %1 版。</translation>
    </message>
    <message>
        <source>&lt;br&gt;The slide has changed since.</source>
        <translation>&lt;br&gt;此后玻片有更改。</translation>
    </message>
    <message>
        <source>&lt;br&gt;&lt;b&gt;The stored numbers do not fit this signature. Do not use them.&lt;/b&gt; %1</source>
        <translation>&lt;br&gt;&lt;b&gt;存储的数据与该签名不符，请勿使用。&lt;/b&gt; %1</translation>
    </message>
    <message>
        <source>&lt;b&gt;Changed since signing: sign an amended version.&lt;/b&gt; %1</source>
        <translation>&lt;b&gt;签署后有更改：请签署修订版。&lt;/b&gt; %1</translation>
    </message>
    <message>
        <source>Not signed: preliminary. These numbers may still change.</source>
        <translation>未签署：初步结果，数字仍可能变化。</translation>
    </message>
    <message>
        <source>No cell has been counted yet.</source>
        <translation>尚未计数任何细胞。</translation>
    </message>
    <message>
        <source>&amp;Sign amended version…</source>
        <translation>签署修订版(&amp;S)…</translation>
    </message>
    <message>
        <source>&amp;Sign…</source>
        <translation>签署(&amp;S)…</translation>
    </message>
    <message>
        <source>The signature is being stored.</source>
        <translation>正在保存签名。</translation>
    </message>
    <message>
        <source>Nothing has changed since the last signature.</source>
        <translation>自上次签署以来没有更改。</translation>
    </message>
    <message>
        <source>Export the report</source>
        <translation>导出报告</translation>
    </message>
    <message>
        <source>%1 files (*.%2)</source>
        <translation>%1 文件 (*.%2)</translation>
    </message>
    <message>
        <source>Written: %1</source>
        <translation>已写入：%1</translation>
    </message>
    <message>
        <source>Filled: confirmed. Hatched: auto-accepted. Whisker: 95 % interval.</source>
        <translation>实心：已确认。斜线：自动接受。须线：95 % 区间。</translation>
    </message>
    <message>
        <source>%1 %2, weights %3 · thresholds %4: c ≥ %5, max D ≥ %6</source>
        <translation>%1 %2，权重 %3 · 阈值（%4）：c ≥ %5，max D ≥ %6</translation>
    </message>
    <message>
        <source>of the model</source>
        <translation>模型默认</translation>
    </message>
    <message>
        <source>set for this slide</source>
        <translation>为本玻片设定</translation>
    </message>
    <message>
        <source>Representative cells, confirmed ones first</source>
        <translation>代表性细胞，已确认者在前</translation>
    </message>
    <message>
        <source>La&amp;boratory&apos;s report settings…</source>
        <translation>实验室报告设置(&amp;B)…</translation>
    </message>
    <message>
        <source>Choose &amp;cells…</source>
        <translation>选择细胞(&amp;C)…</translation>
    </message>
    <message>
        <source>C&amp;onclusion and limits</source>
        <translation>结论与界值(&amp;O)</translation>
    </message>
    <message>
        <source>Ch&amp;art and cells</source>
        <translation>图表与细胞(&amp;A)</translation>
    </message>
    <message>
        <source>Not signed: %1.</source>
        <translation>未签署：%1。</translation>
    </message>
    <message>
        <source>This version was signed without pictures of cells.</source>
        <translation>此版本签署时未附细胞图像。</translation>
    </message>
    <message>
        <source>Your roles do not sign.</source>
        <translation>您的角色无签署权限。</translation>
    </message>
    <message>
        <source>Version %1 was: %2</source>
        <translation>第 %1 版为：%2</translation>
    </message>
    <message>
        <source>You read this slide blind. Its report shows when you have finished your reading.</source>
        <translation>您正在盲法阅片。完成阅片后显示本玻片的报告。</translation>
    </message>
    <message>
        <source>Two examiners</source>
        <translation>两名检验者</translation>
    </message>
    <message>
        <source>%1 counted %2 cells, %3 counted %4; </source>
        <translation>%1 计数 %2 个细胞，%3 计数 %4 个；</translation>
    </message>
    <message>
        <source>they agree within chance on every class</source>
        <translation>各类别的差异均在机遇范围之内</translation>
    </message>
    <message numerus="yes">
        <source>they differ beyond chance on %n class(es)</source>
        <translation>
            <numerusform>在 %n 个类别上的差异超出机遇</numerusform>
        </translation>
    </message>
    <message>
        <source>Prepared by &lt;b&gt;%1&lt;/b&gt; at %2, waiting for the second signer: %3. Version %4, hash &lt;code&gt;%5&lt;/code&gt;</source>
        <translation>由 &lt;b&gt;%1&lt;/b&gt; 于 %2 准备，待第二人签发：%3。第 %4 版，哈希 &lt;code&gt;%5&lt;/code&gt;</translation>
    </message>
    <message>
        <source>Signed as preliminary by &lt;b&gt;%1&lt;/b&gt; at %2, not released: %3. Version %4, hash &lt;code&gt;%5&lt;/code&gt;</source>
        <translation>由 &lt;b&gt;%1&lt;/b&gt; 于 %2 签为初步报告，未签发：%3。第 %4 版，哈希 &lt;code&gt;%5&lt;/code&gt;</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>Fitted, %1</source>
        <translation>适合窗口，%1</translation>
    </message>
    <message>
        <source>Decide: %1</source>
        <translation>判定：%1</translation>
    </message>
    <message>
        <source>No slide is open. Open one in the worklist, or import a folder of images.</source>
        <translation>没有打开的玻片。请在工作列表中打开一张，或导入一个图像文件夹。</translation>
    </message>
    <message>
        <source>Go to the worklist</source>
        <translation>转到工作列表</translation>
    </message>
    <message>
        <source>Go to the report</source>
        <translation>转到报告</translation>
    </message>
    <message>
        <source>Next cell</source>
        <translation>下一个细胞</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>Next cell, without deciding</source>
        <translation>下一个细胞，不作判定</translation>
    </message>
    <message>
        <source>Previous cell</source>
        <translation>上一个细胞</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>上一个</translation>
    </message>
    <message>
        <source>Previous cell, without deciding</source>
        <translation>上一个细胞，不作判定</translation>
    </message>
    <message>
        <source>Skip to the next cell to review</source>
        <translation>跳到下一个待复核细胞</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Leave this cell for later; it comes round again</source>
        <translation>稍后再看该细胞；它会再次出现</translation>
    </message>
    <message>
        <source>Flag or unflag</source>
        <translation>标记或取消标记</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Undo the last decision</source>
        <translation>撤销上一次判定</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo the decision</source>
        <translation>重做判定</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Whole field or surroundings</source>
        <translation>整个视野或周围区域</translation>
    </message>
    <message>
        <source>Comment on this cell</source>
        <translation>该细胞的备注</translation>
    </message>
    <message>
        <source>Return keeps the comment, Escape drops the change</source>
        <translation>回车保存备注，Esc 放弃更改</translation>
    </message>
    <message>
        <source>Likeliest classes</source>
        <translation>最可能的类别</translation>
    </message>
    <message>
        <source>Picture of the cell</source>
        <translation>细胞图像</translation>
    </message>
    <message>
        <source>Field of the cell</source>
        <translation>细胞所在视野</translation>
    </message>
    <message>
        <source>Picture of the cell at native size</source>
        <translation>原始大小的细胞图像</translation>
    </message>
    <message>
        <source> (the model: %1)</source>
        <translation>（模型：%1）</translation>
    </message>
    <message>
        <source>Flagged</source>
        <translation>已标记</translation>
    </message>
    <message>
        <source>On its field, %1</source>
        <translation>在视野中，%1</translation>
    </message>
    <message>
        <source>Native size, %1</source>
        <translation>原始大小，%1</translation>
    </message>
    <message>
        <source>Native size</source>
        <translation>原始大小</translation>
    </message>
    <message>
        <source>%1 of %2 left</source>
        <translation>剩余 %1 / %2</translation>
    </message>
    <message>
        <source>The model has not read this slide yet</source>
        <translation>模型尚未识别该玻片</translation>
    </message>
    <message>
        <source>Cells that it is unsure of appear here as soon as it has.</source>
        <translation>识别后，模型没有把握的细胞会出现在这里。</translation>
    </message>
    <message>
        <source>Nothing to review so far</source>
        <translation>目前没有待复核的细胞</translation>
    </message>
    <message>
        <source>The model has read %1 of %2 cells.</source>
        <translation>模型已识别 %2 个细胞中的 %1 个。</translation>
    </message>
    <message>
        <source>No cell needs review</source>
        <translation>没有细胞需要复核</translation>
    </message>
    <message>
        <source>The model accepted every cell at the present thresholds.</source>
        <translation>在当前阈值下，模型接受了全部细胞。</translation>
    </message>
    <message>
        <source>All cells reviewed</source>
        <translation>全部细胞已复核</translation>
    </message>
    <message>
        <source>The left arrow looks back; undo takes the last decision back.</source>
        <translation>按左箭头可回看；撤销可收回上一次判定。</translation>
    </message>
    <message>
        <source>Decide: one stage younger</source>
        <translation>判定：前一阶段（更幼稚）</translation>
    </message>
    <message>
        <source>Decide: one stage older</source>
        <translation>判定：后一阶段（更成熟）</translation>
    </message>
    <message>
        <source>Take the last decision back</source>
        <translation>收回上一次判定</translation>
    </message>
    <message>
        <source>Compare with the examples</source>
        <translation>与示例比较</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Field in place of the cell</source>
        <translation>以视野代替细胞</translation>
    </message>
    <message>
        <source>Cell to the left on the field</source>
        <translation>视野中左侧的细胞</translation>
    </message>
    <message>
        <source>Cell to the right on the field</source>
        <translation>视野中右侧的细胞</translation>
    </message>
    <message>
        <source>Cell above on the field</source>
        <translation>视野中上方的细胞</translation>
    </message>
    <message>
        <source>Cell below on the field</source>
        <translation>视野中下方的细胞</translation>
    </message>
    <message>
        <source>All classes by lineage, the youngest on top: one key decides</source>
        <translation>按系别排列的全部类别，最幼稚者在上：一键判定</translation>
    </message>
    <message>
        <source>Click a cell to go to it, elsewhere for the whole field or the surroundings</source>
        <translation>单击细胞即转到该细胞，单击他处则切换整个视野或周围区域</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>The cell before: you and the model say %1.</source>
        <translation>上一个细胞：您与模型的判断均为%1。</translation>
    </message>
    <message>
        <source>The cell before: you said %1, the model says %2. Previous looks again.</source>
        <translation>上一个细胞：您的判断为%1，模型的判断为%2。按“上一个”可回看。</translation>
    </message>
    <message>
        <source>Hidden until you answer: what the model says</source>
        <translation>作答前隐藏：模型的判断</translation>
    </message>
</context>
<context>
    <name>ReviewQueue</name>
    <message>
        <source>Least certain first</source>
        <translation>最不确定者在前</translation>
    </message>
    <message>
        <source>Closest two classes first</source>
        <translation>前两类最接近者在前</translation>
    </message>
    <message>
        <source>Most unlike each other first</source>
        <translation>彼此差异最大者在前</translation>
    </message>
    <message>
        <source>By likeliest class</source>
        <translation>按最可能的类别</translation>
    </message>
    <message>
        <source>What decides a limit first</source>
        <translation>决定界值者在前</translation>
    </message>
    <message numerus="yes">
        <source>%1 %2, straddles %3 % (%4): %n cells can decide it</source>
        <comment>share, range, limit, book</comment>
        <translation>
            <numerusform>%1 %2，跨越 %3 %（%4）：%n 个细胞可决定结果</numerusform>
        </translation>
    </message>
    <message>
        <source>No decision limit applies to these classes.</source>
        <translation>没有适用于这些类别的判定界值。</translation>
    </message>
    <message numerus="yes">
        <source>%1 (and %n more)</source>
        <translation>
            <numerusform>%1（另有 %n 项）</numerusform>
        </translation>
    </message>
    <message>
        <source>No remaining cell can change any limit.</source>
        <translation>剩余细胞无论如何判定都不会越过任何界值。</translation>
    </message>
    <message>
        <source>No limit is open.</source>
        <translation>没有未定的界值。</translation>
    </message>
    <message>
        <source>Mistakes among accepted cells could still change one.</source>
        <translation>自动接受细胞中的错误仍可能改变某一界限的结论。</translation>
    </message>
</context>
<context>
    <name>RiskPlot</name>
    <message>
        <source>Cells to review (Rr), %</source>
        <translation>待复核细胞（Rr），%</translation>
    </message>
    <message>
        <source>Accepted cells right (Ra), %</source>
        <translation>接受细胞的正确率（Ra），%</translation>
    </message>
    <message>
        <source>Accuracy of accepted cells against the share of cells to review</source>
        <translation>接受细胞的正确率与待复核比例的关系</translation>
    </message>
    <message>
        <source>c ≥ %1
to review %2 %
right %3 % (%4–%5), n = %6</source>
        <extracomment>Figures of the point of the plot under the pointer. %5, %6: 95 % interval.</extracomment>
        <translation>c ≥ %1
待复核 %2 %
正确 %3 %（%4–%5），n = %6</translation>
    </message>
</context>
<context>
    <name>ScaleBar</name>
    <message>
        <source>%1 µm</source>
        <translation>%1 µm</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>%1 is not there. Was it moved or renamed?</source>
        <translation>%1 不存在。是否已移动或改名？</translation>
    </message>
    <message>
        <source>A file is not there. Was it moved or renamed?</source>
        <translation>文件不存在。是否已移动或改名？</translation>
    </message>
    <message>
        <source>%1 cannot be read. Check its permissions and the disk.</source>
        <translation>无法读取 %1。请检查权限和磁盘。</translation>
    </message>
    <message>
        <source>A file cannot be read. Check its permissions and the disk.</source>
        <translation>无法读取文件。请检查权限和磁盘。</translation>
    </message>
    <message>
        <source>%1 cannot be written. Check the folder&apos;s permissions and the free space.</source>
        <translation>无法写入 %1。请检查文件夹权限和剩余空间。</translation>
    </message>
    <message>
        <source>A file cannot be written. Check permissions and the free space.</source>
        <translation>无法写入文件。请检查权限和剩余空间。</translation>
    </message>
    <message>
        <source>%1 is larger than the limit and was left out.</source>
        <translation>%1 超过大小限制，未导入。</translation>
    </message>
    <message>
        <source>A file is larger than the limit and was left out.</source>
        <translation>文件超过大小限制，未导入。</translation>
    </message>
    <message>
        <source>%1 holds no usable image. JPEG, PNG, BMP and TIFF can be read.</source>
        <translation>%1 中没有可用的图像。可读取 JPEG、PNG、BMP 和 TIFF。</translation>
    </message>
    <message>
        <source>There is no usable image. JPEG, PNG, BMP and TIFF can be read.</source>
        <translation>没有可用的图像。可读取 JPEG、PNG、BMP 和 TIFF。</translation>
    </message>
    <message>
        <source>%1 is damaged or cut off. Copy it again from its source.</source>
        <translation>%1 已损坏或不完整。请从来源重新复制。</translation>
    </message>
    <message>
        <source>An image is damaged or cut off. Copy it again from its source.</source>
        <translation>图像已损坏或不完整。请从来源重新复制。</translation>
    </message>
    <message>
        <source>%1 is empty.</source>
        <translation>%1 是空的。</translation>
    </message>
    <message>
        <source>An image is empty.</source>
        <translation>图像是空的。</translation>
    </message>
    <message>
        <source>%1 is not in the expected format.</source>
        <translation>%1 的格式不符合要求。</translation>
    </message>
    <message>
        <source>A file is not in the expected format.</source>
        <translation>文件格式不符合要求。</translation>
    </message>
    <message>
        <source>%1 was written by a newer Cellwise. Update this one to open it.</source>
        <translation>%1 由更新版本的 Cellwise 写入。请更新本程序后再打开。</translation>
    </message>
    <message>
        <source>A file was written by a newer Cellwise. Update this one to open it.</source>
        <translation>文件由更新版本的 Cellwise 写入。请更新本程序后再打开。</translation>
    </message>
    <message>
        <source>The model %1 cannot be used: its parts do not fit together. Install it again.</source>
        <translation>模型 %1 无法使用：各部分不一致。请重新安装。</translation>
    </message>
    <message>
        <source>The model cannot be used. Choose or install another one.</source>
        <translation>模型无法使用。请选择或安装其他模型。</translation>
    </message>
    <message>
        <source>The weights of the model %1 do not fit its description. Install it again.</source>
        <translation>模型 %1 的权重与其说明不符。请重新安装。</translation>
    </message>
    <message>
        <source>The model&apos;s weights do not fit its description. Install it again.</source>
        <translation>模型的权重与其说明不符。请重新安装。</translation>
    </message>
    <message>
        <source>A value is out of its range. Nothing was changed.</source>
        <translation>数值超出范围。未作任何更改。</translation>
    </message>
    <message>
        <source>The casebook could not be read or written. Nothing was changed; check the disk and try again.</source>
        <translation>病例库无法读写。未作任何更改；请检查磁盘后重试。</translation>
    </message>
    <message>
        <source>%1 is not a Cellwise casebook. It was left untouched.</source>
        <translation>%1 不是 Cellwise 病例库，未作改动。</translation>
    </message>
    <message>
        <source>This is not a Cellwise casebook. It was left untouched.</source>
        <translation>这不是 Cellwise 病例库，未作改动。</translation>
    </message>
    <message>
        <source>The casebook %1 is damaged. Go on from its latest backup.</source>
        <translation>病例库 %1 已损坏。请从最近的备份继续。</translation>
    </message>
    <message>
        <source>The casebook is damaged. Go on from its latest backup.</source>
        <translation>病例库已损坏。请从最近的备份继续。</translation>
    </message>
    <message>
        <source>The casebook is open for reading only. The change was not made.</source>
        <translation>病例库以只读方式打开。未作更改。</translation>
    </message>
    <message>
        <source>The casebook&apos;s history does not verify: it was changed outside Cellwise. Keep the file and tell whoever is responsible for it.</source>
        <translation>病例库的历史记录校验不通过：它在 Cellwise 之外被更改过。请保留该文件并告知负责人。</translation>
    </message>
    <message>
        <source>%1 was not found.</source>
        <translation>未找到 %1。</translation>
    </message>
    <message>
        <source>What was asked for is not there any more.</source>
        <translation>所请求的内容已不存在。</translation>
    </message>
    <message>
        <source>This changed meanwhile, so nothing was written. Look again, then repeat it.</source>
        <translation>内容同时被更改，因此未写入。请重新查看后再操作。</translation>
    </message>
    <message>
        <source>There is not enough memory. Close other programs and try again.</source>
        <translation>内存不足。请关闭其他程序后重试。</translation>
    </message>
    <message>
        <source>The graphics card failed. Start Cellwise again; it can work without the card.</source>
        <translation>显卡故障。请重新启动 Cellwise；没有显卡也能工作。</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>Something went wrong inside Cellwise. Nothing that was saved is lost.</source>
        <translation>Cellwise 内部出错。已保存的内容没有丢失。</translation>
    </message>
    <message>
        <source>This person may not do that here. Nothing was changed; an administrator gives the right to.</source>
        <translation>此人在此处无权进行该操作。未作任何更改；权限由管理员授予。</translation>
    </message>
    <message>
        <source>A part of Cellwise, %1, cannot be loaded. Install Cellwise again.</source>
        <translation>无法加载 Cellwise 的组成部分 %1。请重新安装 Cellwise。</translation>
    </message>
</context>
<context>
    <name>SeriesPlot</name>
    <message>
        <source>mean</source>
        <translation>均值</translation>
    </message>
    <message>
        <source>Share, %</source>
        <translation>占比，%</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>测定次序</translation>
    </message>
    <message>
        <source>another model</source>
        <translation>更换模型</translation>
    </message>
    <message>
        <source>2-2s: two beyond 2 SD, same side</source>
        <translation>2-2s：连续两次在同一侧超出 2 SD</translation>
    </message>
    <message>
        <source>1-3s: beyond 3 SD</source>
        <translation>1-3s：超出 3 SD</translation>
    </message>
</context>
<context>
    <name>ShareChart</name>
    <message>
        <source>Share of counted cells, %</source>
        <translation>占计数细胞的比例，%</translation>
    </message>
    <message>
        <source>%1: %2 % (%3–%4)
confirmed %5 %, auto-accepted %6 %</source>
        <translation>%1：%2 %（%3–%4）
已确认 %5 %，自动接受 %6 %</translation>
    </message>
</context>
<context>
    <name>ShortcutOverview</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation>更改按键…</translation>
    </message>
</context>
<context>
    <name>SignDialog</name>
    <message>
        <source>Enter your name.</source>
        <translation>请输入您的姓名。</translation>
    </message>
    <message>
        <source>Say what the signature means.</source>
        <translation>请说明签名的含义。</translation>
    </message>
    <message>
        <source>Say why the report is amended.</source>
        <translation>请说明修订的原因。</translation>
    </message>
    <message>
        <source>Tick that you sign although cells are unresolved.</source>
        <translation>请勾选：虽有细胞未判定仍予签署。</translation>
    </message>
    <message>
        <source>Sign amended version %1</source>
        <translation>签署修订版（第 %1 版）</translation>
    </message>
    <message>
        <source>Sign the report</source>
        <translation>签署报告</translation>
    </message>
    <message>
        <source>Reviewed and released</source>
        <translation>已复核并发布</translation>
    </message>
    <message>
        <source>Reviewed, to be released by a second reader</source>
        <translation>已复核，待第二人发布</translation>
    </message>
    <message>
        <source>Preliminary result</source>
        <translation>初步结果</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>姓名(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Meaning</source>
        <translation>含义(&amp;M)</translation>
    </message>
    <message>
        <source>Such as: three cells reviewed again</source>
        <translation>例如：三个细胞再次复核</translation>
    </message>
    <message>
        <source>&amp;Reason for the amendment</source>
        <translation>修订原因(&amp;R)</translation>
    </message>
    <message>
        <source>Earlier versions stay as they were signed. These numbers are frozen with a hash; the signature is entered in the audit trail and cannot be taken back.</source>
        <translation>较早版本保持签署时的原样。这些数字以散列值冻结；签名记入审计记录，不可撤回。</translation>
    </message>
    <message>
        <source>The numbers are frozen with a hash; the signature is entered in the audit trail and cannot be taken back. Later changes need an amended version.</source>
        <translation>数字以散列值冻结；签名记入审计记录，不可撤回。之后的更改需要签署修订版。</translation>
    </message>
    <message>
        <source>&amp;Sign</source>
        <translation>签署(&amp;S)</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1&lt;/b&gt;: %2 cells counted, %3 confirmed by an expert and %4 auto-accepted by the model; %5 outside the differential.</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;：计数 %2 个细胞，专家确认 %3 个，模型自动接受 %4 个；分类计数之外 %5 个。</translation>
    </message>
    <message>
        <source>I sign although one cell is unresolved</source>
        <translation>尚有 1 个细胞未判定，我仍予签署</translation>
    </message>
    <message>
        <source>I sign although %1 cells are unresolved</source>
        <translation>尚有 %1 个细胞未判定，我仍予签署</translation>
    </message>
    <message>
        <source>Enter your password: it makes the signature yours.</source>
        <translation>请输入您的密码：以此确认签名为您本人所签。</translation>
    </message>
    <message>
        <source>No conclusion is written.</source>
        <translation>未填写结论。</translation>
    </message>
    <message>
        <source>Conclusion: %1</source>
        <translation>结论：%1</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>密码(&amp;P)</translation>
    </message>
    <message>
        <source>Prepared, to be released by a hematologist</source>
        <translation>已预审，待血液科医师签发</translation>
    </message>
</context>
<context>
    <name>SignInScreen</name>
    <message>
        <source>This is not the password. Nothing was changed.</source>
        <translation>密码不正确。未作任何更改。</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>请稍候…</translation>
    </message>
    <message>
        <source>Wait %1 s</source>
        <translation>请等待 %1 秒</translation>
    </message>
    <message>
        <source>&amp;Unlock</source>
        <translation>解锁(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Sign in</source>
        <translation>登录(&amp;S)</translation>
    </message>
    <message>
        <source>Too many wrong passwords. The next one is heard in %1 seconds.</source>
        <translation>密码错误次数过多。请等待 %1 秒后再试。</translation>
    </message>
    <message>
        <source>Work in the background goes on.</source>
        <translation>后台任务仍在继续。</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登录</translation>
    </message>
    <message>
        <source>Your password returns you exactly to where you were.</source>
        <translation>输入密码后即回到您离开时的位置。</translation>
    </message>
    <message>
        <source>Casebook: %1</source>
        <translation>病例库：%1</translation>
    </message>
    <message>
        <source>&amp;Name</source>
        <translation>姓名(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Password</source>
        <translation>密码(&amp;P)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密码</translation>
    </message>
    <message>
        <source>Sign in as somebody &amp;else…</source>
        <translation>以其他人员登录(&amp;E)…</translation>
    </message>
    <message>
        <source>A forgotten password: an administrator sets a new one. Where no administrator can, whoever has the casebook&apos;s file can: cellwise-cli users set-password.</source>
        <translation>忘记密码：由管理员设置新密码。若没有可操作的管理员，持有病例库文件者可使用：cellwise-cli users set-password。</translation>
    </message>
</context>
<context>
    <name>SlideHeader</name>
    <message>
        <source>Loading the model…</source>
        <translation>正在加载模型…</translation>
    </message>
    <message>
        <source>%1 %2: loading…</source>
        <translation>%1 %2：正在加载…</translation>
    </message>
    <message>
        <source>%1 %2 on %3</source>
        <comment>model, version, device</comment>
        <translation>%1 %2，%3</translation>
    </message>
    <message>
        <source>No model: cells cannot be classified</source>
        <translation>没有模型：无法对细胞分类</translation>
    </message>
    <message>
        <source>read by %1 %2</source>
        <translation>由 %1 %2 识别</translation>
    </message>
    <message>
        <source>Research use only, not for diagnosis</source>
        <translation>仅供研究使用，不得用于诊断</translation>
    </message>
    <message>
        <source>SYNTHETIC</source>
        <translation>合成</translation>
    </message>
    <message>
        <source>Drawn by Cellwise: no patient&apos;s cells</source>
        <translation>由 Cellwise 绘制：非患者细胞</translation>
    </message>
    <message>
        <source>No slide open</source>
        <translation>未打开玻片</translation>
    </message>
    <message>
        <source>%1 cells: %2 auto-accepted, %3 to review, %4 decided by an expert</source>
        <translation>%1 个细胞：自动接受 %2，待复核 %3，专家判定 %4</translation>
    </message>
    <message>
        <source>Read again with %1 %2</source>
        <comment>model, version</comment>
        <translation>用 %1 %2 重新判读</translation>
    </message>
    <message>
        <source>The model in use reads every cell of this slide again, with its own thresholds. What experts decided stays. A signed report stays as it was signed; the slide then counts as changed since.</source>
        <translation>当前模型以其自身的阈值重新判读此玻片的每个细胞。专家的决定保持不变。已签发的报告保持签发时的样子；此后该玻片视为已更改。</translation>
    </message>
</context>
<context>
    <name>SlideNotesBar</name>
    <message>
        <source>Take the tag “%1” off</source>
        <translation>移除标签“%1”</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>On the whole slide</source>
        <translation>对整张玻片</translation>
    </message>
    <message>
        <source>Comment on the chosen slide</source>
        <translation>所选玻片的备注</translation>
    </message>
    <message>
        <source>Return keeps the comment, Escape drops the change</source>
        <translation>回车保存备注，Esc 放弃更改</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Add a tag</source>
        <translation>添加标签</translation>
    </message>
    <message>
        <source>Tag for the chosen slide</source>
        <translation>所选玻片的标签</translation>
    </message>
    <message>
        <source>Return puts the tag on the slide, or takes it off where it has it</source>
        <translation>回车给玻片加上标签；已有该标签时则移除</translation>
    </message>
</context>
<context>
    <name>SlideSession</name>
    <message>
        <source>the model&apos;s answer is withheld</source>
        <translation>模型结果不予显示</translation>
    </message>
</context>
<context>
    <name>SlideStates</name>
    <message>
        <source>classifying %1 %</source>
        <translation>正在分类 %1 %</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>已导入</translation>
    </message>
    <message>
        <source>stopped at %1 %</source>
        <translation>停在 %1 %</translation>
    </message>
    <message>
        <source>signed, then changed: to review %1</source>
        <translation>签署后有更改：待复核 %1</translation>
    </message>
    <message>
        <source>to review %1</source>
        <translation>待复核 %1</translation>
    </message>
    <message>
        <source>signed, then changed</source>
        <translation>签署后有更改</translation>
    </message>
    <message>
        <source>ready to sign</source>
        <translation>可签署</translation>
    </message>
    <message>
        <source>signed, version %1</source>
        <translation>已签署，第 %1 版</translation>
    </message>
    <message>
        <source>signed</source>
        <translation>已签署</translation>
    </message>
    <message>
        <source>prepared, then changed: to review %1</source>
        <translation>已准备，后有更改：待复核 %1</translation>
    </message>
    <message>
        <source>prepared, then changed</source>
        <translation>已准备，后有更改</translation>
    </message>
    <message>
        <source>prepared, waiting for the second signer</source>
        <translation>已准备，待第二人签发</translation>
    </message>
    <message>
        <source>signed as preliminary, not released</source>
        <translation>已签为初步报告，未签发</translation>
    </message>
</context>
<context>
    <name>SlideTableModel</name>
    <message>
        <source>%1 (synthetic)</source>
        <translation>%1（合成）</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Slide</source>
        <translation>玻片</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>导入时间</translation>
    </message>
    <message>
        <source>Cells</source>
        <translation>细胞</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>备注</translation>
    </message>
</context>
<context>
    <name>ThresholdStrip</name>
    <message>
        <source>&amp;Threshold</source>
        <translation>阈值(&amp;T)</translation>
    </message>
    <message>
        <source>A cell is accepted if c ≥ c_th and max D ≥ d_th, else an expert looks at it.
c = 1 − Σ D + max D: how little the cell resembles any other class.
D: how near the cell is to each class, from 0 to 1.</source>
        <translation>若 c ≥ c_th 且 max D ≥ d_th，则接受该细胞，否则由专家查看。
c = 1 − Σ D + max D：细胞与其他类别有多不相像。
D：细胞与各类别的接近程度，0 到 1。</translation>
    </message>
    <message>
        <source>Confidence from which cells are accepted, c_th</source>
        <translation>接受细胞的置信度下限，c_th</translation>
    </message>
    <message>
        <source>c_th: confidence from which a cell is accepted</source>
        <translation>c_th：接受细胞的置信度下限</translation>
    </message>
    <message>
        <source>Show the plot and the presets</source>
        <translation>显示曲线和预设</translation>
    </message>
    <message>
        <source>Threshold &amp;plot</source>
        <translation>阈值曲线(&amp;P)</translation>
    </message>
    <message>
        <source>Choose the threshold by</source>
        <translation>阈值选择依据</translation>
    </message>
    <message>
        <source>c ≥</source>
        <translation>c ≥</translation>
    </message>
    <message>
        <source>wrong / accepted</source>
        <translation>错误 / 接受</translation>
    </message>
    <message>
        <source>error</source>
        <translation>错误率</translation>
    </message>
    <message>
        <source>Among accepted calibration cells; with ≤, an upper bound that holds for cells like them with probability 1 − δ = %1.</source>
        <translation>在被接受的校准细胞中；带 ≤ 者为上界，对同类细胞以 1 − δ = %1 的概率成立。</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Advanced: cells unlike any class</source>
        <translation>高级：不像任何类别的细胞</translation>
    </message>
    <message>
        <source>max D ≥</source>
        <translation>max D ≥</translation>
    </message>
    <message>
        <source>d_th: a cell whose nearest class is farther than this is unlike any class and goes to the expert, however sure the model seems.</source>
        <translation>d_th：若细胞与最近类别的距离超过此值，则不像任何类别，无论模型看似多有把握都交给专家。</translation>
    </message>
    <message>
        <source>Nearness to a class that is asked for, d_th</source>
        <translation>要求的与类别的接近程度，d_th</translation>
    </message>
    <message>
        <source>default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 % guar.</source>
        <translation>%1 % 保证</translation>
    </message>
    <message>
        <source>Model default</source>
        <translation>模型默认</translation>
    </message>
    <message>
        <source>≥ %1 %</source>
        <translation>≥ %1 %</translation>
    </message>
    <message>
        <source>Use: %1</source>
        <translation>采用：%1</translation>
    </message>
    <message>
        <source>not certifiable with n = %1</source>
        <translation>n = %1 时无法保证</translation>
    </message>
    <message>
        <source>not reached, n = %1</source>
        <translation>未达到，n = %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 / %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>≤ %1 %</source>
        <translation>≤ %1 %</translation>
    </message>
    <message>
        <source>Open a slide to see what the threshold does to it.</source>
        <translation>打开玻片，查看阈值的作用。</translation>
    </message>
    <message>
        <source>&lt;b&gt;%1 of %2&lt;/b&gt; cells to review</source>
        <extracomment>On this slide. %1: cells to review, %2: all cells.</extracomment>
        <translation>待复核细胞 &lt;b&gt;%1 / %2&lt;/b&gt;</translation>
    </message>
    <message>
        <source>%1 between two classes, %2 unlike any</source>
        <translation>%1 个介于两类之间，%2 个不像任何类别</translation>
    </message>
    <message>
        <source>%1 could not be classified</source>
        <translation>%1 个无法分类</translation>
    </message>
    <message>
        <source>%1 auto-accepted</source>
        <translation>自动接受 %1</translation>
    </message>
    <message>
        <source>%1 decided by an expert</source>
        <translation>专家判定 %1</translation>
    </message>
    <message>
        <source>%1 not classified yet</source>
        <translation>尚未分类 %1</translation>
    </message>
    <message>
        <source>This slide: %1</source>
        <translation>本玻片：%1</translation>
    </message>
    <message>
        <source>The model brings no calibration cells: how often it is right is unknown here.</source>
        <translation>模型不带校准细胞：正确率未知。</translation>
    </message>
    <message>
        <source>Calibration cells: none of %1 accepted</source>
        <translation>校准细胞：%1 个均未接受</translation>
    </message>
    <message>
        <source>Calibration cells: right %1, n = %2 · to review %3 % · reliability %4 %</source>
        <extracomment>On the model&apos;s calibration cells. %1: accuracy with interval, %2: n accepted, %3: Rr, %4: R.</extracomment>
        <translation>校准细胞：正确 %1，n = %2 · 待复核 %3 % · 可靠度 %4 %</translation>
    </message>
    <message>
        <source>The plot is of the model&apos;s %1 calibration cells. Cells of one slide are alike, and this slide, its stain and its scanner may differ from them. What experts decided stays as it is.</source>
        <translation>曲线来自模型的 %1 个校准细胞。同一玻片的细胞彼此相似，而本玻片及其染色、扫描设备可能与之不同。专家已作的判定保持不变。</translation>
    </message>
    <message>
        <source>Of the cells with known class that the model was calibrated on; this slide may differ.
Right: Ra, the share of accepted cells whose class is right, with its exact 95 % interval.
To review: Rr, the share not accepted. Reliability: R = (1 − Rr) · Ra.</source>
        <translation>来自用于校准模型的已知类别细胞；本玻片可能不同。
正确：Ra，接受细胞中类别正确的比例及其精确 95 % 区间。
待复核：Rr，未被接受的比例。可靠度：R = (1 − Rr) · Ra。</translation>
    </message>
</context>
<context>
    <name>TrendsDialog</name>
    <message>
        <source>Bone marrow</source>
        <translation>骨髓</translation>
    </message>
    <message>
        <source>Blood</source>
        <translation>外周血</translation>
    </message>
    <message>
        <source>No report of a slide with an identifier has been signed yet.</source>
        <translation>尚无带编号的玻片有已签署的报告。</translation>
    </message>
    <message>
        <source>No report of &apos;%1&apos; has been signed.</source>
        <translation>“%1”尚无已签署的报告。</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>导入时间</translation>
    </message>
    <message>
        <source>Slide</source>
        <translation>玻片</translation>
    </message>
    <message>
        <source>Signed</source>
        <translation>签署时间</translation>
    </message>
    <message>
        <source>By</source>
        <translation>签署人</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <source>To review</source>
        <translation>待复核</translation>
    </message>
    <message>
        <source>%1 (changed)</source>
        <translation>%1（已更换）</translation>
    </message>
    <message numerus="yes">
        <source>%n signed reports.</source>
        <translation>
            <numerusform>%n 份已签署的报告。</numerusform>
        </translation>
    </message>
    <message>
        <source>Shares of n counted cells with their 95 % intervals, by the time of importing. Intervals speak of sampling, not of the model&apos;s errors.</source>
        <translation>在 n 个计数细胞中的占比及其 95 % 区间，按导入时间排列。区间只反映抽样误差，不反映模型的错误。</translation>
    </message>
    <message numerus="yes">
        <source>The model changed %n times: a step there may be the model&apos;s.</source>
        <translation>
            <numerusform>模型更换过 %n 次：该处的突变可能由模型引起。</numerusform>
        </translation>
    </message>
    <message>
        <source>%1: %2, n = %3
%4 · %5 %6</source>
        <translation>%1：%2，n = %3
%4 · %5 %6</translation>
    </message>
    <message>
        <source>Sample</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Meaning</source>
        <translation>签署意义</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>not released</source>
        <translation>未签发</translation>
    </message>
    <message>
        <source>replaced since</source>
        <translation>已被替代</translation>
    </message>
    <message>
        <source>synthetic</source>
        <translation>合成</translation>
    </message>
    <message>
        <source>in force</source>
        <translation>有效</translation>
    </message>
    <message>
        <source>Nothing was signed on this day.</source>
        <translation>这一天没有签署任何报告。</translation>
    </message>
    <message numerus="yes">
        <source>%n signatures.</source>
        <translation>
            <numerusform>%n 个签名。</numerusform>
        </translation>
    </message>
    <message>
        <source>Save as CSV</source>
        <translation>另存为 CSV</translation>
    </message>
    <message>
        <source>CSV files (*.csv)</source>
        <translation>CSV 文件 (*.csv)</translation>
    </message>
    <message>
        <source>Saved as %1.</source>
        <translation>已保存为 %1。</translation>
    </message>
    <message>
        <source>Signed reports of %1</source>
        <translation>%1 签署的报告</translation>
    </message>
    <message>
        <source>Trends and signed reports</source>
        <translation>趋势与已签署的报告</translation>
    </message>
    <message>
        <source>&amp;Trends</source>
        <translation>趋势(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Signed reports</source>
        <translation>已签署的报告(&amp;S)</translation>
    </message>
    <message>
        <source>Sample or &amp;patient</source>
        <translation>样本或患者(&amp;P)</translation>
    </message>
    <message>
        <source>Save as &amp;CSV…</source>
        <translation>另存为 CSV(&amp;C)…</translation>
    </message>
    <message>
        <source>Classes shown</source>
        <translation>显示的类别</translation>
    </message>
    <message>
        <source>Shares over time</source>
        <translation>占比随时间的变化</translation>
    </message>
    <message>
        <source>Signed reports of this sample</source>
        <translation>此样本已签署的报告</translation>
    </message>
    <message>
        <source>Specimen</source>
        <translation>标本</translation>
    </message>
    <message>
        <source>&amp;Day</source>
        <translation>日期(&amp;D)</translation>
    </message>
    <message>
        <source>The day before</source>
        <translation>前一天</translation>
    </message>
    <message>
        <source>The day after</source>
        <translation>后一天</translation>
    </message>
    <message>
        <source>T&amp;oday</source>
        <translation>今天(&amp;O)</translation>
    </message>
    <message>
        <source>P&amp;rint…</source>
        <translation>打印(&amp;R)…</translation>
    </message>
    <message>
        <source>Save as CS&amp;V…</source>
        <translation>另存为 CSV(&amp;V)…</translation>
    </message>
    <message>
        <source>Reports signed on this day</source>
        <translation>当日签署的报告</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>none (n = 0)</source>
        <translation>无（n = 0）</translation>
    </message>
    <message>
        <source>%1, n = %2</source>
        <translation>%1，n = %2</translation>
    </message>
    <message>
        <source>Whether it reads better or worse cannot be told from so few cells.</source>
        <translation>细胞太少，无法判断它判读得更好还是更差。</translation>
    </message>
    <message>
        <source>It reads these cells better than the old one.</source>
        <translation>它判读这些细胞比旧模型更好。</translation>
    </message>
    <message>
        <source>&lt;b&gt;It reads these cells worse than the old one.&lt;/b&gt;</source>
        <translation>&lt;b&gt;它判读这些细胞比旧模型更差。&lt;/b&gt;</translation>
    </message>
    <message numerus="yes">
        <source>Compared on %n held-out cells</source>
        <translation>
            <numerusform>在 %n 个留出的细胞上比较</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> of %n patients or slides that it did not learn from. </source>
        <translation>
            <numerusform>，来自它未曾学习过的 %n 位患者（或玻片）。</numerusform>
        </translation>
    </message>
    <message>
        <source>old: %1</source>
        <translation>旧：%1</translation>
    </message>
    <message>
        <source>new</source>
        <translation>新</translation>
    </message>
    <message>
        <source>points</source>
        <translation>差值（百分点）</translation>
    </message>
    <message>
        <source>Right, before rejection</source>
        <translation>拒识前正确</translation>
    </message>
    <message>
        <source>Left to the expert</source>
        <translation>留给专家</translation>
    </message>
    <message>
        <source>Right among accepted</source>
        <translation>已接受者中正确</translation>
    </message>
    <message>
        <source>No slide is signed yet: there is no report to replay.</source>
        <translation>尚无已签发的玻片：没有可重演的报告。</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n signed reports would change in at least one count.</source>
        <translation>
            <numerusform>%n 份已签发的报告中，有 %1 份至少一项计数会改变。</numerusform>
        </translation>
    </message>
    <message>
        <source>to review %1 → %2</source>
        <translation>待复核 %1 → %2</translation>
    </message>
    <message>
        <source> (synthetic)</source>
        <translation>（合成）</translation>
    </message>
    <message>
        <source> (changed since it was signed)</source>
        <translation>（签发后已更改）</translation>
    </message>
    <message numerus="yes">
        <source>%n confirmed cells</source>
        <translation>
            <numerusform>%n 个已确认的细胞</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> on %n slides</source>
        <translation>
            <numerusform>，来自 %n 张玻片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> of %n patients (slides where no patient is named).</source>
        <translation>
            <numerusform>、%n 位患者（未注明患者时按玻片计）。</numerusform>
        </translation>
    </message>
    <message>
        <source>to learn from</source>
        <translation>用于学习</translation>
    </message>
    <message>
        <source>to choose by</source>
        <translation>用于选择</translation>
    </message>
    <message>
        <source>for the thresholds</source>
        <translation>用于阈值</translation>
    </message>
    <message>
        <source>held out, to compare</source>
        <translation>留出比较</translation>
    </message>
    <message>
        <source>Patients or slides</source>
        <translation>患者或玻片</translation>
    </message>
    <message numerus="yes">
        <source>%n confirmed cells are left out: the model has no such class.</source>
        <translation>
            <numerusform>%n 个已确认的细胞未采用：模型没有相应的类别。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n drawn slides are left out: they are no patients&apos;.</source>
        <translation>
            <numerusform>%n 张绘制的玻片未采用：它们不属于患者。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The model learned from %n of these patients before: they are not held out.</source>
        <translation>
            <numerusform>模型以前学习过其中 %n 位患者：他们不会被留出。</numerusform>
        </translation>
    </message>
    <message>
        <source>, </source>
        <comment>between names of classes</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>Too few patients that the model has not learned from before: %1 of %2. Confirm cells on slides of further patients.</source>
        <translation>模型未曾学习过的患者太少：%1/%2。请在更多患者的玻片上确认细胞。</translation>
    </message>
    <message>
        <source>Too few patients or slides with confirmed cells: %1 of %2. Each is used for one purpose only, so that the comparison is fair. Confirm cells on further slides.</source>
        <translation>有已确认细胞的患者或玻片太少：%1/%2。为使比较公正，每位患者只用于一个目的。请在更多玻片上确认细胞。</translation>
    </message>
    <message>
        <source>Too few confirmed cells: %1 of %2. Confirm more in Cells or Review.</source>
        <translation>已确认的细胞太少：%1/%2。请在“细胞”或“复核”中确认更多。</translation>
    </message>
    <message>
        <source>Too few classes with enough confirmed cells: %1 of %2.</source>
        <translation>已确认细胞足够的类别太少：%1/%2。</translation>
    </message>
    <message>
        <source>Reading the cells…</source>
        <translation>正在读取细胞…</translation>
    </message>
    <message>
        <source>Learning: pass %1 of %2 over the cells</source>
        <translation>正在学习：第 %1 次遍历，共 %2 次</translation>
    </message>
    <message>
        <source>; %1 % right on cells to choose by</source>
        <translation>；选择用细胞上正确 %1 %</translation>
    </message>
    <message>
        <source>Comparing with the old model on the held-out cells…</source>
        <translation>正在留出的细胞上与旧模型比较…</translation>
    </message>
    <message>
        <source>Replaying the signed slides…</source>
        <translation>正在重演已签发的玻片…</translation>
    </message>
    <message>
        <source>No cell to learn from, and everything learns: the new model may no longer know %1.</source>
        <translation>没有可供学习的细胞，而全部参数都参与学习：新模型可能不再认识%1。</translation>
    </message>
    <message>
        <source>No cell to learn from, so what is known of them is kept as it is: %1. Only the decision between the other classes is learned.</source>
        <translation>没有可供学习的细胞，原有的知识保持不变：%1。只学习其余类别之间的判定。</translation>
    </message>
</context>
<context>
    <name>WordsPanel</name>
    <message>
        <source>Not a count: nothing is stored. Enter a number such as 7.4.</source>
        <translation>不是有效的计数：未保存。请输入数字，例如 7.4。</translation>
    </message>
    <message>
        <source>straddles</source>
        <translation>跨越</translation>
    </message>
    <message>
        <source>reached</source>
        <translation>达到</translation>
    </message>
    <message>
        <source>below</source>
        <translation>未达到</translation>
    </message>
    <message>
        <source>No templates yet: make some in the laboratory&apos;s report settings</source>
        <translation>尚无模板：请在实验室报告设置中建立</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>W&amp;BC</source>
        <translation>白细胞(&amp;B)</translation>
    </message>
    <message>
        <source>White cell count, 10⁹ per litre</source>
        <translation>白细胞计数，10⁹/L</translation>
    </message>
    <message>
        <source>As the analyser gave it; absolute counts follow from it</source>
        <translation>按分析仪给出的数值；绝对值由此得出</translation>
    </message>
    <message>
        <source>Co&amp;mments</source>
        <translation>备注(&amp;M)</translation>
    </message>
    <message>
        <source>Co&amp;nclusion</source>
        <translation>结论(&amp;N)</translation>
    </message>
    <message>
        <source>Decision &amp;limits</source>
        <translation>判定界值(&amp;L)</translation>
    </message>
    <message>
        <source>No decision limit applies to this slide.</source>
        <translation>没有适用于此玻片的判定界值。</translation>
    </message>
    <message>
        <source>Decision limits</source>
        <translation>判定界值</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>界值</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>判定</translation>
    </message>
    <message>
        <source>&amp;Write the conclusion</source>
        <translation>撰写结论(&amp;W)</translation>
    </message>
    <message>
        <source>Insert a &amp;template</source>
        <translation>插入模板(&amp;T)</translation>
    </message>
    <message>
        <source>Insert one of the laboratory&apos;s texts where the cursor is (%1)</source>
        <translation>在光标处插入一条实验室模板（%1）</translation>
    </message>
    <message>
        <source>Such as: toxic granulation, giant platelets</source>
        <translation>例如：中毒颗粒、巨大血小板</translation>
    </message>
    <message>
        <source>What the count means; printed and signed</source>
        <translation>计数的意义；将打印并签署</translation>
    </message>
</context>
<context>
    <name>WorklistPage</name>
    <message numerus="yes">
        <source>%n slides</source>
        <translation>
            <numerusform>%n 张玻片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n slides</source>
        <translation>
            <numerusform>%1 / %n 张玻片</numerusform>
        </translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>No slides yet</source>
        <translation>还没有玻片</translation>
    </message>
    <message>
        <source>Import a folder of images, of single cells or of whole fields of view: drop it here, or choose it.
Or look around first with a drawn film.</source>
        <translation>导入一个图像文件夹（单个细胞或整个视野均可）：拖放到这里，或选择文件夹。
也可以先用绘制的血涂片熟悉一下。</translation>
    </message>
    <message>
        <source>Import a folder…</source>
        <translation>导入文件夹…</translation>
    </message>
    <message>
        <source>Open the demonstration slide</source>
        <translation>打开演示玻片</translation>
    </message>
    <message>
        <source>Open slide</source>
        <translation>打开玻片</translation>
    </message>
    <message>
        <source>Find a slide</source>
        <translation>查找玻片</translation>
    </message>
    <message>
        <source>Slides</source>
        <translation>玻片</translation>
    </message>
    <message>
        <source>Rename slide</source>
        <translation>重命名玻片</translation>
    </message>
    <message>
        <source>&amp;Sample or patient</source>
        <translation>样本或患者(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Title</source>
        <translation>标题(&amp;T)</translation>
    </message>
    <message>
        <source>The audit log keeps the earlier names; signed reports stay as they are.</source>
        <translation>审计记录保留原名称；已签署的报告保持不变。</translation>
    </message>
    <message>
        <source>Rename slide…</source>
        <translation>重命名玻片…</translation>
    </message>
    <message>
        <source>Read with the model in use</source>
        <translation>用当前模型判读</translation>
    </message>
    <message>
        <source>Search sample, slide, state, tag or comment</source>
        <translation>查找样本、玻片、状态、标签或备注</translation>
    </message>
    <message>
        <source>Comment on the slide</source>
        <translation>给玻片写备注</translation>
    </message>
    <message>
        <source>Tag the slide</source>
        <translation>给玻片加标签</translation>
    </message>
    <message>
        <source>Undo the last comment or tag</source>
        <translation>撤销上一条备注或标签</translation>
    </message>
    <message>
        <source>Redo the comment or tag</source>
        <translation>重做备注或标签</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>The casebook is open for reading only.</source>
        <translation>病例库以只读方式打开。</translation>
    </message>
    <message>
        <source>The casebook is open for reading only. The latest backup is %1.</source>
        <translation>病例库以只读方式打开。最近的备份为 %1。</translation>
    </message>
    <message>
        <source>Backing up the casebook</source>
        <translation>正在备份病例库</translation>
    </message>
    <message>
        <source>The casebook was backed up to %1.</source>
        <translation>病例库已备份到 %1。</translation>
    </message>
    <message>
        <source>Loading the model</source>
        <translation>正在加载模型</translation>
    </message>
    <message>
        <source>Importing &apos;%1&apos;</source>
        <translation>正在导入“%1”</translation>
    </message>
    <message>
        <source>The import of &apos;%1&apos; was cancelled. Nothing was kept.</source>
        <translation>已取消导入“%1”。未保留任何内容。</translation>
    </message>
    <message>
        <source>Classifying</source>
        <translation>正在分类</translation>
    </message>
    <message>
        <source>Classifying &apos;%1&apos;</source>
        <translation>正在对“%1”分类</translation>
    </message>
    <message numerus="yes">
        <source>%n cells could not be classified; they are in the review queue.</source>
        <translation>
            <numerusform>%n 个细胞无法分类；它们在复核队列中。</numerusform>
        </translation>
    </message>
    <message>
        <source>Looking at the cells of &apos;%1&apos;</source>
        <translation>正在查看“%1”的细胞</translation>
    </message>
    <message>
        <source>Arranging the map of &apos;%1&apos;</source>
        <translation>正在排布“%1”的分布图</translation>
    </message>
    <message>
        <source>The model chosen for new slides cannot be used any more (%1). The one that comes with Cellwise reads them now.</source>
        <translation>为新玻片选用的模型已无法使用（%1）。现在由随 Cellwise 提供的模型判读。</translation>
    </message>
    <message>
        <source>The new cell waits for a class: the slide was read with another model than the one in use.</source>
        <translation>新细胞尚无分类：判读此玻片的模型不是当前模型。</translation>
    </message>
</context>
<context>
    <name>cellwise::ui::InspectorPanel</name>
    <message>
        <source>Confidence c = 1 − ΣD + max D = 1 − %1 + %2 = %3
Accepted when c ≥ %4 and max D ≥ %5.
D is 1 at a class&apos;s centre and falls to 0 away from it.</source>
        <translation>置信度 c = 1 − ΣD + max D = 1 − %1 + %2 = %3
当 c ≥ %4 且 max D ≥ %5 时接受。
D 在类中心为 1，远离时降至 0。</translation>
    </message>
</context>
</TS>
