<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
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
    <name>CellMapPanel</name>
    <message>
        <source>%1 (%2)</source>
        <comment>what a button does, its keys</comment>
        <translation>%1（%2）</translation>
    </message>
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
        <source>Auto-accepted</source>
        <translation>自动接受</translation>
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
        <source>To review</source>
        <translation>待复核</translation>
    </message>
    <message>
        <source>Once decided, %</source>
        <translation>全部判定后，%</translation>
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
</context>
<context>
    <name>GalleryPage</name>
    <message>
        <source>Change class to</source>
        <translation>更改分类为</translation>
    </message>
    <message>
        <source>Change the class of the selected cells to %1</source>
        <translation>将所选细胞的分类更改为%1</translation>
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
        <source>Search comments</source>
        <translation>搜索备注</translation>
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
        <source>Lay the cells out by how alike they look to the model (%1)</source>
        <translation>按模型所见的相似程度排布细胞（%1）</translation>
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
        <source>Your name, as it stands with your decisions</source>
        <translation>您的姓名，随您的判定一并记录</translation>
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
        <translation>用本病例簿中专家已确认的细胞，在当前模型的基础上得到一个新模型。它会在从未见过的患者上与旧模型比较，然后由您选择。</translation>
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
        <translation>按涂片承诺：正确率 %1 %，δ = %2，n = %3。%4；错误率不超过 %5 %（Clopper–Pearson，按同一涂片细胞的相似性近似放宽）。</translation>
    </message>
    <message>
        <source>Empirical: %1 % right on the calibration cells, n = %2. %3 (%4 %). No guarantee: on new cells it is often a little less.</source>
        <translation>经验：在校准细胞上正确率 %1 %，n = %2。%3（%4 %）。不作保证：在新细胞上往往略低。</translation>
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
        <source>Pictures of cells are of the slide as it stands now; an earlier version has none.</source>
        <translation>细胞图像取自玻片当前状态；较早版本没有图像。</translation>
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
        <source>All classes: one key decides</source>
        <translation>全部类别：一键判定</translation>
    </message>
    <message>
        <source>Picture of the cell</source>
        <translation>细胞图像</translation>
    </message>
    <message>
        <source>Click for the whole field or the surroundings</source>
        <translation>单击切换整个视野或周围区域</translation>
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
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
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
        <source>No cell to learn from, so what is known of them may fade: %1.</source>
        <translation>没有可供学习的细胞，原有的知识可能减退：%1。</translation>
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
        <source>Search sample, slide or state</source>
        <translation>搜索样本、玻片或状态</translation>
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
