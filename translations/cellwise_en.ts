<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AdjudicationDialog</name>
    <message numerus="yes">
        <source>%1 of %n cell(s) to settle. What you choose is in force; both readers&apos; labels stay in the history.</source>
        <translation>
            <numerusform>%1 of %n cell to settle. What you choose is in force; both readers' labels stay in the history.</numerusform>
            <numerusform>%1 of %n cells to settle. What you choose is in force; both readers' labels stay in the history.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All of %n cell(s) settled. The slide can be released.</source>
        <translation>
            <numerusform>The one cell is settled. The slide can be released.</numerusform>
            <numerusform>All %n cells are settled. The slide can be released.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AuditDialog</name>
    <message numerus="yes">
        <source>&lt;b&gt;The chain is whole:&lt;/b&gt; %n entry(ies), verified %1. Head: &lt;code&gt;%2&lt;/code&gt;</source>
        <translation>
            <numerusform>&lt;b&gt;The chain is whole:&lt;/b&gt; %n entry, verified %1. Head: &lt;code&gt;%2&lt;/code&gt;</numerusform>
            <numerusform>&lt;b&gt;The chain is whole:&lt;/b&gt; %n entries, verified %1. Head: &lt;code&gt;%2&lt;/code&gt;</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entry(ies) written to %1, with the head&apos;s hash.</source>
        <translation>
            <numerusform>%n entry written to %1, with the head's hash.</numerusform>
            <numerusform>%n entries written to %1, with the head's hash.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CellMapPanel</name>
    <message numerus="yes">
        <source>%n cells</source>
        <comment>on the map</comment>
        <translation>
            <numerusform>%n cell</numerusform>
            <numerusform>%n cells</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cells were classified since.</source>
        <translation>
            <numerusform>%n cell was classified since.</numerusform>
            <numerusform>%n cells were classified since.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CertificateMeter</name>
    <message numerus="yes">
        <source>Not certifiable, n = 0: %Ln labelled cells without an error are needed.</source>
        <translation>
            <numerusform>Not certifiable, n = 0: %Ln labelled cell without an error is needed.</numerusform>
            <numerusform>Not certifiable, n = 0: %Ln labelled cells without an error are needed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not certifiable, n = %1: %Ln more labelled cells, all of them right, are needed.</source>
        <translation>
            <numerusform>Not certifiable, n = %1: %Ln more labelled cell, and a right one, is needed.</numerusform>
            <numerusform>Not certifiable, n = %1: %Ln more labelled cells, all of them right, are needed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Certified: at most %1 % wrong at δ = %2 (%3); %Ln more errors would still be allowed.</source>
        <translation>
            <numerusform>Certified: at most %1 % wrong at δ = %2 (%3); %Ln more error would still be allowed.</numerusform>
            <numerusform>Certified: at most %1 % wrong at δ = %2 (%3); %Ln more errors would still be allowed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Not certified: up to %1 % may be wrong at δ = %2 (%3, %4 allowed); %Ln more labels without an error would do.</source>
        <translation>
            <numerusform>Not certified: up to %1 % may be wrong at δ = %2 (%3, %4 allowed); %Ln more label without an error would do.</numerusform>
            <numerusform>Not certified: up to %1 % may be wrong at δ = %2 (%3, %4 allowed); %Ln more labels without an error would do.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExaminersDialog</name>
    <message numerus="yes">
        <source>This slide has %n cell(s): enough for two samples without a cell in common.</source>
        <translation>
            <numerusform>This slide has %n cell: enough for two samples without a cell in common.</numerusform>
            <numerusform>This slide has %n cells: enough for two samples without a cell in common.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This slide has %n cell(s): some will be counted by both, which makes the test for a difference more cautious.</source>
        <translation>
            <numerusform>This slide has %n cell: some will be counted by both, which makes the test for a difference more cautious.</numerusform>
            <numerusform>This slide has %n cells: some will be counted by both, which makes the test for a difference more cautious.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This slide has %n cell(s), fewer than that: each examiner counts all of them.</source>
        <translation>
            <numerusform>This slide has %n cell, fewer than that: each examiner counts all of them.</numerusform>
            <numerusform>This slide has %n cells, fewer than that: each examiner counts all of them.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 has counted %2 of %n cell(s).</source>
        <translation>
            <numerusform>%1 has counted %2 of %n cell.</numerusform>
            <numerusform>%1 has counted %2 of %n cells.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cell(s) were counted by both: p is then rather too large.</source>
        <translation>
            <numerusform>%n cell was counted by both: p is then rather too large.</numerusform>
            <numerusform>%n cells were counted by both: p is then rather too large.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&lt;b&gt;The two agree within chance&lt;/b&gt; on all of %n class(es) compared.</source>
        <translation>
            <numerusform>&lt;b&gt;The two agree within chance&lt;/b&gt; on the one class compared.</numerusform>
            <numerusform>&lt;b&gt;The two agree within chance&lt;/b&gt; on all %n classes compared.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&lt;b&gt;The two differ beyond chance on %n class(es)&lt;/b&gt;, of %1 compared.</source>
        <translation>
            <numerusform>&lt;b&gt;The two differ beyond chance on %n class&lt;/b&gt;, of %1 compared.</numerusform>
            <numerusform>&lt;b&gt;The two differ beyond chance on %n classes&lt;/b&gt;, of %1 compared.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message numerus="yes">
        <source>%n cells were exported to %1</source>
        <translation>
            <numerusform>%n cell was exported to %1</numerusform>
            <numerusform>%n cells were exported to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n images could not be read and were left out.</source>
        <translation>
            <numerusform>%n image could not be read and was left out.</numerusform>
            <numerusform>%n images could not be read and were left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>GalleryPage</name>
    <message numerus="yes">
        <source>%n cells were put into the atlas.</source>
        <translation>
            <numerusform>%n cell was put into the atlas.</numerusform>
            <numerusform>%n cells were put into the atlas.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message numerus="yes">
        <source>%n files and folders</source>
        <translation>
            <numerusform>%n file or folder</numerusform>
            <numerusform>%n files and folders</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files of annotations</source>
        <translation>
            <numerusform>%n file of annotations</numerusform>
            <numerusform>%n files of annotations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message numerus="yes">
        <source> (and %n more)</source>
        <translation>
            <numerusform> (and %n more)</numerusform>
            <numerusform> (and %n more)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cells were imported</source>
        <translation>
            <numerusform>%n cell was imported</numerusform>
            <numerusform>%n cells were imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> from %n images.</source>
        <translation>
            <numerusform> from %n image.</numerusform>
            <numerusform> from %n images.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> %n images were there twice and taken once.</source>
        <translation>
            <numerusform> %n image was there twice and taken once.</numerusform>
            <numerusform> %n images were there twice and taken once.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> %n files were left out:</source>
        <translation>
            <numerusform> %n file was left out:</numerusform>
            <numerusform> %n files were left out:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> %n cells carry a label</source>
        <translation>
            <numerusform> %n cell carries a label</numerusform>
            <numerusform> %n cells carry a label</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>, %n of them as decisions.</source>
        <translation>
            <numerusform>, %n of them as a decision.</numerusform>
            <numerusform>, %n of them as decisions.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QualityDialog</name>
    <message numerus="yes">
        <source>%n slides were read.</source>
        <translation>
            <numerusform>%n slide was read.</numerusform>
            <numerusform>%n slides were read.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warnings</source>
        <translation>
            <numerusform>%n warning</numerusform>
            <numerusform>%n warnings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n runs</source>
        <translation>
            <numerusform>%1, %n run</numerusform>
            <numerusform>%1, %n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>expected %1 %, SD %2 % (from %n runs)</source>
        <translation>
            <numerusform>expected %1 %, SD %2 % (from %n run)</numerusform>
            <numerusform>expected %1 %, SD %2 % (from %n runs)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QueueBar</name>
    <message numerus="yes">
        <source>%n alike cells: a class key decides all that are ticked.</source>
        <translation>
            <numerusform>%n alike cell: a class key decides it if it is ticked.</numerusform>
            <numerusform>%n alike cells: a class key decides all that are ticked.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReadingBar</name>
    <message numerus="yes">
        <source>&lt;b&gt;You read this slide a second time.&lt;/b&gt; Nothing of the first reading shows. %n cell(s) answered; %1 must be.</source>
        <translation>
            <numerusform>&lt;b&gt;You read this slide a second time.&lt;/b&gt; Nothing of the first reading shows. %n cell answered; %1 must be.</numerusform>
            <numerusform>&lt;b&gt;You read this slide a second time.&lt;/b&gt; Nothing of the first reading shows. %n cells answered; %1 must be.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&lt;b&gt;Being read a second time&lt;/b&gt;%1. Decisions, thresholds and the release wait until that is done: %2 of %n cell(s) answered.</source>
        <translation>
            <numerusform>&lt;b&gt;Being read a second time&lt;/b&gt;%1. Decisions, thresholds and the release wait until that is done: %2 of %n cell answered.</numerusform>
            <numerusform>&lt;b&gt;Being read a second time&lt;/b&gt;%1. Decisions, thresholds and the release wait until that is done: %2 of %n cells answered.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&lt;b&gt;Two readers disagree on %n cell(s)&lt;/b&gt;, of which %1 to settle. Somebody who read neither time decides; the release waits for it.</source>
        <translation>
            <numerusform>&lt;b&gt;Two readers disagree on %n cell&lt;/b&gt;, of which %1 to settle. Somebody who read neither time decides; the release waits for it.</numerusform>
            <numerusform>&lt;b&gt;Two readers disagree on %n cells&lt;/b&gt;, of which %1 to settle. Somebody who read neither time decides; the release waits for it.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&lt;b&gt;You count this slide as one of two examiners.&lt;/b&gt; Neither the model&apos;s answers nor the other&apos;s count show. %1 of %n cell(s) counted.</source>
        <translation>
            <numerusform>&lt;b&gt;You count this slide as one of two examiners.&lt;/b&gt; Neither the model's answers nor the other's count show. %1 of %n cell counted.</numerusform>
            <numerusform>&lt;b&gt;You count this slide as one of two examiners.&lt;/b&gt; Neither the model's answers nor the other's count show. %1 of %n cells counted.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportPage</name>
    <message numerus="yes">
        <source>they differ beyond chance on %n class(es)</source>
        <translation>
            <numerusform>they differ beyond chance on %n class</numerusform>
            <numerusform>they differ beyond chance on %n classes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReviewQueue</name>
    <message numerus="yes">
        <source>%1 %2, straddles %3 % (%4): %n cells can decide it</source>
        <comment>share, range, limit, book</comment>
        <translation>
            <numerusform>%1 %2, straddles %3 % (%4): %n cell can decide it</numerusform>
            <numerusform>%1 %2, straddles %3 % (%4): %n cells can decide it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 (and %n more)</source>
        <translation>
            <numerusform>%1 (and %n more)</numerusform>
            <numerusform>%1 (and %n more)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrendsDialog</name>
    <message numerus="yes">
        <source>%n signed reports.</source>
        <translation>
            <numerusform>%n signed report.</numerusform>
            <numerusform>%n signed reports.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The model changed %n times: a step there may be the model&apos;s.</source>
        <translation>
            <numerusform>The model changed once: a step there may be the model&apos;s.</numerusform>
            <numerusform>The model changed %n times: a step there may be the model&apos;s.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n signatures.</source>
        <translation>
            <numerusform>%n signature.</numerusform>
            <numerusform>%n signatures.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message numerus="yes">
        <source>Compared on %n held-out cells</source>
        <translation>
            <numerusform>Compared on %n held-out cell</numerusform>
            <numerusform>Compared on %n held-out cells</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> of %n patients or slides that it did not learn from. </source>
        <translation>
            <numerusform> of %n patient or slide that it did not learn from. </numerusform>
            <numerusform> of %n patients or slides that it did not learn from. </numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n signed reports would change in at least one count.</source>
        <translation>
            <numerusform>%1 of %n signed report would change in at least one count.</numerusform>
            <numerusform>%1 of %n signed reports would change in at least one count.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n confirmed cells</source>
        <translation>
            <numerusform>%n confirmed cell</numerusform>
            <numerusform>%n confirmed cells</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> on %n slides</source>
        <translation>
            <numerusform> on %n slide</numerusform>
            <numerusform> on %n slides</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> of %n patients (slides where no patient is named).</source>
        <translation>
            <numerusform> of %n patient (slide where no patient is named).</numerusform>
            <numerusform> of %n patients (slides where no patient is named).</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n confirmed cells are left out: the model has no such class.</source>
        <translation>
            <numerusform>%n confirmed cell is left out: the model has no such class.</numerusform>
            <numerusform>%n confirmed cells are left out: the model has no such class.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n drawn slides are left out: they are no patients&apos;.</source>
        <translation>
            <numerusform>%n drawn slide is left out: it is no patient&apos;s.</numerusform>
            <numerusform>%n drawn slides are left out: they are no patients&apos;.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The model learned from %n of these patients before: they are not held out.</source>
        <translation>
            <numerusform>The model learned from %n of these patients before: it is not held out.</numerusform>
            <numerusform>The model learned from %n of these patients before: they are not held out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WorklistPage</name>
    <message numerus="yes">
        <source>%n slides</source>
        <translation>
            <numerusform>%n slide</numerusform>
            <numerusform>%n slides</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n slides</source>
        <translation>
            <numerusform>%1 of %n slide</numerusform>
            <numerusform>%1 of %n slides</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message numerus="yes">
        <source>%n cells could not be classified; they are in the review queue.</source>
        <translation>
            <numerusform>%n cell could not be classified; it is in the review queue.</numerusform>
            <numerusform>%n cells could not be classified; they are in the review queue.</numerusform>
        </translation>
    </message>
</context>
</TS>
