<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
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
    <name>ImportDialog</name>
    <message numerus="yes">
        <source>%n files and folders</source>
        <translation>
            <numerusform>%n file or folder</numerusform>
            <numerusform>%n files and folders</numerusform>
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
