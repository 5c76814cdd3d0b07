// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentextraction.h"
#include "sampledocuments.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QStringEncoder>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

/// Runs one extraction to its end.
struct Run
{
    explicit Run(const QString &path, const ExtractionOptions &options = {})
        : extraction(path, options)
    {
        QObject::connect(&extraction, &DocumentExtraction::finished, &extraction,
                         [this](const Result<DocumentText> &end) { result = end; });
        QObject::connect(&extraction, &DocumentExtraction::progressed, &extraction, [this](int done, int pages) {
            progress.append({done, pages});
        });
        QObject::connect(&extraction, &DocumentExtraction::pageRead, &extraction,
                         [this](int page, const QString &text) {
                             read.append({page, text});
                         });
        extraction.begin();
        isEarly = result.has_value();
        if (!QTest::qWaitFor([this] { return result.has_value(); }, 60000))
            result = Error{ErrorCode::Io, u"it does not end"_s, u"test"_s};
    }

    DocumentExtraction extraction;
    bool isEarly = false;
    std::optional<Result<DocumentText>> result;
    QList<std::pair<int, int>> progress;
    QList<std::pair<int, QString>> read;
};

QString why(const Run &run)
{
    return run.result->ok() ? u"it was read"_s : run.result->error().message;
}

/// The processes that this one has started and that still are there.
QByteArray childProcesses()
{
    QFile file(u"/proc/self/task/%1/children"_s.arg(::getpid()));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray();
}

} // namespace

class TestDocumentExtraction : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsEachFormat_data();
    void readsEachFormat();
    void knowsTheFormatByItsContent();
    void readsTextInAnyEncoding_data();
    void readsTextInAnyEncoding();
    void tellsTheLanguage_data();
    void tellsTheLanguage();
    void countsWords_data();
    void countsWords();
    void tellsPageByPage();
    void keepsPagesWhereTheyAre_data();
    void keepsPagesWhereTheyAre();
    void cutsLongTextIntoPages();
    void findsHeadingsBySize();
    void readsAConvertersFormats_data();
    void readsAConvertersFormats();
    void readsWhatOfficeProgramsWrite_data();
    void readsWhatOfficeProgramsWrite();
    void leavesOutWhatNobodySees_data();
    void leavesOutWhatNobodySees();
    void tellsWhyItFailed_data();
    void tellsWhyItFailed();
    void readsNothingElse();
    void refusesWhatLiesOutside();
    void endsAtALimit_data();
    void endsAtALimit();
    void survivesItsChild_data();
    void survivesItsChild();
    void killsTheChildWithIt();
    void leaksNoEnvironment();

private:
    QString write(const QString &name, const QByteArray &content) const
    {
        QFile file(m_folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("can't write");
        return file.fileName();
    }
    QString script(const QByteArray &lines) const
    {
        const QString path = write(u"fake-extractor"_s, "#!/bin/sh\n" + lines);
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner); // the next row's as well
        return path;
    }

    QTemporaryDir m_folder;
};

void TestDocumentExtraction::readsEachFormat_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    for (const Samples::Sample &sample : Samples::good())
        QTest::newRow(qPrintable(sample.name)) << sample.name << sample.content;
}

void TestDocumentExtraction::readsEachFormat()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    const Run run(write(name, content));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    const DocumentText &document = **run.result;
    const QString kind = name.section(u'.', 1, 1);
    QCOMPARE(document.format, kind == "txt"_L1 ? u"text"_s : kind == "md"_L1 ? u"markdown"_s : kind);
    QVERIFY(document.pages.join(u' ').simplified().contains(u"left the harbour early"_s));
    QCOMPARE(document.pageCount, document.pages.size());
    QCOMPARE(document.language, u"en"_s);
    const bool hasHeading = document.format != "text"_L1;
    QCOMPARE(document.words, hasHeading ? 40 : 38);
    QCOMPARE(document.headings, hasHeading ? QList<Heading>({{1, u"The ship"_s, 1, 0}}) : QList<Heading>());
    QVERIFY(!run.isEarly);
    QTRY_VERIFY(childProcesses().isEmpty());
}

void TestDocumentExtraction::knowsTheFormatByItsContent()
{
    for (const Samples::Sample &sample : Samples::good()) {
        if (sample.name == "good.md"_L1) // it is text, too
            continue;
        const Run run(write(u"document"_s, sample.content));
        QVERIFY2(run.result->ok(), qPrintable(why(run)));
        const QString kind = sample.name.section(u'.', 1, 1);
        QCOMPARE((*run.result)->format, kind == "txt"_L1 ? u"text"_s : kind);
    }
}

void TestDocumentExtraction::readsTextInAnyEncoding_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<QByteArray>("mark");
    QTest::newRow("UTF-8") << u"ru"_s << QByteArray("UTF-8") << QByteArray();
    QTest::newRow("UTF-8 with a mark") << u"de"_s << QByteArray("UTF-8") << QByteArray("\xef\xbb\xbf");
    QTest::newRow("UTF-16LE with a mark") << u"ru"_s << QByteArray("UTF-16LE") << QByteArray("\xff\xfe");
    QTest::newRow("UTF-16BE with a mark") << u"ja"_s << QByteArray("UTF-16BE") << QByteArray("\xfe\xff");
    QTest::newRow("UTF-16LE") << u"fr"_s << QByteArray("UTF-16LE") << QByteArray();
    QTest::newRow("UTF-16BE") << u"de"_s << QByteArray("UTF-16BE") << QByteArray();
    QTest::newRow("UTF-32LE with a mark") << u"el"_s << QByteArray("UTF-32LE") << QByteArray("\xff\xfe\0\0", 4);
    QTest::newRow("Latin-1") << u"de"_s << QByteArray("ISO-8859-1") << QByteArray();
    QTest::newRow("Windows-1252") << u"fr"_s << QByteArray("windows-1252") << QByteArray();
    QTest::newRow("Windows-1251") << u"ru"_s << QByteArray("windows-1251") << QByteArray();
    QTest::newRow("KOI8-R") << u"ru"_s << QByteArray("KOI8-R") << QByteArray();
    QTest::newRow("ISO-8859-7") << u"el"_s << QByteArray("ISO-8859-7") << QByteArray();
    QTest::newRow("Shift_JIS") << u"ja"_s << QByteArray("Shift_JIS") << QByteArray();
    QTest::newRow("EUC-JP") << u"ja"_s << QByteArray("EUC-JP") << QByteArray();
    QTest::newRow("ISO-2022-JP") << u"ja"_s << QByteArray("ISO-2022-JP") << QByteArray();
}

void TestDocumentExtraction::readsTextInAnyEncoding()
{
    QFETCH(const QString, language);
    QFETCH(const QByteArray, encoding);
    QFETCH(const QByteArray, mark);
    const QString text = Samples::prose(language);
    QStringEncoder encoder(encoding.constData(), QStringConverter::Flag::Stateless);
    QVERIFY(encoder.isValid());
    const Run run(write(u"text.txt"_s, mark + QByteArray(encoder.encode(text + u'\n'))));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE((*run.result)->pages, QStringList{text});
    QCOMPARE((*run.result)->language, language);
}

void TestDocumentExtraction::tellsTheLanguage_data()
{
    QTest::addColumn<QString>("language");
    for (const char *language : {"en", "de", "fr", "ru", "el", "ja"})
        QTest::newRow(language) << QString::fromLatin1(language);
}

void TestDocumentExtraction::tellsTheLanguage()
{
    QFETCH(const QString, language);
    const QString page = u"<html><meta charset=utf-8><p>%1</p>"_s.arg(Samples::prose(language));
    const Run run(write(u"page.html"_s, page.toUtf8()));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE((*run.result)->language, language);
}

void TestDocumentExtraction::countsWords_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("words");
    QTest::newRow("one") << u"word"_s << qint64(1);
    QTest::newRow("joined") << u"don't well-known snake_case l’été"_s << qint64(4);
    QTest::newRow("numbers") << u"In 1984 3.5 of 10"_s << qint64(6);
    QTest::newRow("punctuation is none") << u"- … * ( ) !?"_s << qint64(0);
    QTest::newRow("Japanese") << u"船は朝早く港を出た。"_s << qint64(9);
    QTest::newRow("combining") << u"e\u0301te\u0301"_s << qint64(1);
    QTest::newRow("beyond the first plane") << u"𝐚𝐛 𠀀𠀁"_s << qint64(3);
}

void TestDocumentExtraction::countsWords()
{
    QFETCH(const QString, text);
    QFETCH(const qint64, words);
    const Run run(write(u"words.txt"_s, text.toUtf8()));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE((*run.result)->words, words);
}

void TestDocumentExtraction::tellsPageByPage()
{
    const QString path = write(u"three.pdf"_s, Samples::pdf({{u"one"_s}, {u"two"_s}, {u"three"_s}}));
    ExtractionOptions options;
    options.keepPages = false;
    const Run run(path, options);
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE(run.progress, (QList<std::pair<int, int>>{{1, 3}, {2, 3}, {3, 3}}));
    QCOMPARE(run.read, (QList<std::pair<int, QString>>{{1, u"one\n"_s}, {2, u"two\n"_s}, {3, u"three\n"_s}}));
    QCOMPARE((*run.result)->pageCount, 3);
    QVERIFY((*run.result)->pages.isEmpty());
}

void TestDocumentExtraction::keepsPagesWhereTheyAre_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("DOCX, page break") << u"a.docx"_s
                                      << Samples::docx("<w:p><w:r><w:t>one</w:t></w:r></w:p><w:p><w:r><w:br "
                                                       "w:type=\"page\"/><w:t>two</w:t></w:r></w:p>");
    QTest::newRow("DOCX, paragraph on a new page")
        << u"a.docx"_s
        << Samples::docx("<w:p><w:r><w:t>one</w:t></w:r></w:p><w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:t>two"
                         "</w:t></w:r></w:p>");
    QTest::newRow("DOCX, as it was rendered")
        << u"a.docx"_s
        << Samples::docx("<w:p><w:r><w:t>one</w:t></w:r><w:r><w:lastRenderedPageBreak/><w:t>two</w:t></w:r></w:p>");
    QTest::newRow("ODT, style") << u"a.odt"_s
                                << Samples::odt("<text:p>one</text:p><text:p text:style-name=\"P1\">two</text:p>");
    QTest::newRow("ODT, as it was laid out")
        << u"a.odt"_s << Samples::odt("<text:p>one<text:soft-page-break/>two</text:p>");
    QTest::newRow("text") << u"a.txt"_s << QByteArray("one\n\ftwo\n");
}

void TestDocumentExtraction::keepsPagesWhereTheyAre()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    const Run run(write(name, content));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE((*run.result)->pages, QStringList({u"one"_s, u"two"_s}));
}

void TestDocumentExtraction::cutsLongTextIntoPages()
{
    QString text = u"# First\n\n"_s;
    for (int i = 0; i < 100; ++i)
        text += Samples::prose(u"en"_s) + u"\n\n"_s;
    text += u"## Last\n\nThe end."_s;
    const Run run(write(u"long.md"_s, text.toUtf8()));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    const DocumentText &document = **run.result;
    QVERIFY(document.pageCount >= 7 && document.pageCount <= 12);
    for (const QString &page : document.pages) {
        QVERIFY(page.size() <= 4000);
        QVERIFY(page.startsWith(u"First"_s) || page.startsWith(u"The ship"_s)); // no paragraph is torn
    }
    QCOMPARE(document.headings.size(), 2);
    const Heading &last = document.headings.constLast();
    QCOMPARE(last.level, 2);
    QCOMPARE(last.page, document.pageCount);
    QVERIFY(document.pages.constLast().sliced(last.offset).startsWith(u"Last\n\nThe end."_s));
}

void TestDocumentExtraction::findsHeadingsBySize()
{
    const QString line = Samples::prose(u"en"_s).left(70);
    const Run run(write(u"a.pdf"_s, Samples::pdf({{u"# One"_s, line, line}, {line, u"# Two"_s, line}})));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    const DocumentText &document = **run.result;
    QCOMPARE(document.headings.size(), 2);
    QCOMPARE(document.headings[1].text, u"Two"_s);
    QCOMPARE(document.headings[1].page, 2);
    QVERIFY(document.pages[1].sliced(document.headings[1].offset).startsWith(u"Two\n"_s));
}

void TestDocumentExtraction::readsAConvertersFormats_data()
{
    QTest::addColumn<QString>("converters");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QFile doc(QFINDTESTDATA("data/ship.doc"));
    QVERIFY(doc.open(QIODevice::ReadOnly));
    QTest::newRow("doc") << u"antiword catdoc"_s << u"doc"_s << doc.readAll();
    QTest::newRow("rtf") << u"unrtf catdoc"_s << u"rtf"_s
                         << QByteArray(
                                "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}\\f0 The ship left the harbour "
                                "early in the morning. Caf\\'e9\\par}");
}

void TestDocumentExtraction::readsAConvertersFormats()
{
    QFETCH(const QString, converters);
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    bool isInstalled = false;
    for (const QString &converter : converters.split(u' '))
        isInstalled = isInstalled || !QStandardPaths::findExecutable(converter).isEmpty();
    const Run run(write(u"a."_s + name, content));
    if (!isInstalled) {
        QVERIFY(!run.result->ok());
        QCOMPARE(run.result->error().field, DocumentFailure::unsupported);
        QVERIFY(run.result->error().message.contains(u"install "_s));
        return;
    }
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE((*run.result)->format, name);
    const QString text = (*run.result)->pages.constFirst();
    QVERIFY2(text.contains(u"left the harbour early"_s), qPrintable(text));
    QVERIFY2(text.contains(u"Café"_s), qPrintable(text));
}

void TestDocumentExtraction::readsWhatOfficeProgramsWrite_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("docx") << u"ship.docx"_s;
    QTest::newRow("odt") << u"ship.odt"_s;
    QTest::newRow("pdf") << u"ship.pdf"_s;
}

void TestDocumentExtraction::readsWhatOfficeProgramsWrite()
{
    QFETCH(const QString, name);
    const Run run(QFINDTESTDATA(u"data/"_s + name));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    const DocumentText &document = **run.result;
    QCOMPARE(document.pageCount, 2);
    QStringList headings;
    for (const Heading &heading : document.headings) {
        headings.append(u"%1 %2 %3"_s.arg(heading.level).arg(heading.page).arg(heading.text));
        QVERIFY(document.pages[heading.page - 1].sliced(heading.offset).startsWith(heading.text));
    }
    QCOMPARE(headings, QStringList({u"1 1 The ship"_s, u"2 1 The harbour"_s, u"1 2 Years later"_s}));
    QVERIFY(document.pages[0].contains(u"left the harbour early"_s));
    QVERIFY(document.pages[0].contains(u"Café"_s));
    QVERIFY(document.pages[1].contains(u"still spoke about that day"_s));
}

void TestDocumentExtraction::leavesOutWhatNobodySees_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("text");
    QTest::newRow("HTML") << u"a.html"_s
                          << QByteArray("<html><head><title>T</title><style>p{}</style><script>if(a<b)x();</script>"
                                        "</head><body>A &amp; B<br>C<!-- no --><ul><li>one<li>two</ul><table><tr><td>x"
                                        "<td>y<tr><td>z</table><pre>a\n  b</pre></body></html>")
                          << u"A & B\nC\n\n- one\n- two\n\nx\ty\nz\n\na\n  b"_s;
    QTest::newRow("Markdown") << u"a.md"_s
                              << QByteArray(
                                     "---\ntitle: x\n---\nA *b* `c` [d](http://e)\n\n- one\n- two\n\n```\nx = 1\n```\n")
                              << u"A b c d\n\n- one\n- two\n\nx = 1"_s;
    QTest::newRow("DOCX") << u"a.docx"_s
                          << Samples::docx(
                                 "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>A</w:t><w:tab/><w:t>B"
                                 "</w:t></w:r><w:del><w:r><w:delText>no</w:delText></w:r></w:del><w:r>"
                                 "<w:instrText>PAGE</w:instrText></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r>"
                                 "<w:t>x</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>y</w:t></w:r></w:p>"
                                 "</w:tc></w:tr></w:tbl>")
                          << u"A\tB\n\nx \ty"_s;
    QTest::newRow("ODT") << u"a.odt"_s
                         << Samples::odt(
                                "<text:tracked-changes><text:p>no</text:p></text:tracked-changes><text:p>A"
                                "<text:tab/>B<text:s text:c=\"2\"/>C\n  D<office:annotation><text:p>no</text:p>"
                                "</office:annotation></text:p>")
                         << u"A\tB  C D"_s;
    QTest::newRow("controls") << u"a.txt"_s << QByteArray("A\x07\x1b[31mB\r\nC\rD and enough text beside it")
                              << u"A  [31mB\nC\nD and enough text beside it"_s;
}

void TestDocumentExtraction::leavesOutWhatNobodySees()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    QFETCH(const QString, text);
    const Run run(write(name, content));
    QVERIFY2(run.result->ok(), qPrintable(why(run)));
    QCOMPARE((*run.result)->pages.join(u'\f'), text);
}

void TestDocumentExtraction::tellsWhyItFailed_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("reason");
    const auto row = [this](const char *name, const QString &file, const QByteArray &content,
                            QLatin1StringView reason) {
        QTest::newRow(name) << write(file, content) << QString(reason);
    };
    QTest::newRow("absent") << u"/nonexistent/a.pdf"_s << QString(DocumentFailure::unreadable);
    QTest::newRow("folder") << m_folder.path() << QString(DocumentFailure::unreadable);
    QTest::newRow("device") << u"/dev/zero"_s << QString(DocumentFailure::unreadable);
    QTest::newRow("NUL") << QString(u"/tmp/a"_s + QChar(u'\0')) << QString(DocumentFailure::unreadable);
    const QString fifo = m_folder.filePath(u"fifo"_s);
    ::mkfifo(QFile::encodeName(fifo).constData(), 0600);
    QTest::newRow("FIFO") << fifo << QString(DocumentFailure::unreadable);
    const QString loop = m_folder.filePath(u"loop"_s);
    QFile::link(loop, loop);
    QTest::newRow("symbolic link on itself") << loop << QString(DocumentFailure::unreadable);
    row("empty", u"a.txt"_s, {}, DocumentFailure::malformed);
    row("binary", u"b.txt"_s,
        QByteArray("\x7f"
                   "ELF\x02\x01\x01\0\0\0",
                   10)
            .repeated(100),
        DocumentFailure::unsupported);
    row("archive", u"c.zip"_s, Samples::zip({{"a.txt", "a"}}), DocumentFailure::unsupported);
    row("PDF, no more than its head", u"d.pdf"_s, "%PDF-1.7\n", DocumentFailure::malformed);
    row("DOCX, damaged", u"e.docx"_s, Samples::docx("<w:p>").left(300), DocumentFailure::malformed);
    row("DOCX, no XML", u"f.docx"_s, Samples::docx("<w:p></oops>"), DocumentFailure::malformed);
    row("ODT, encrypted parts", u"g.odt"_s,
        Samples::zip({{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", "<a/>"}}, "secret"),
        DocumentFailure::encrypted);
    row("ZIP bomb", u"h.docx"_s,
        Samples::zip(
            {{"[Content_Types].xml", "wordprocessingml"}, {"word/document.xml", QByteArray(100 * 1024 * 1024, '0')}}),
        DocumentFailure::tooLarge);
    row("entities", u"i.odt"_s,
        Samples::odt("<text:p>&c;</text:p>",
                     "<!DOCTYPE d [<!ENTITY a \"" + QByteArray(1000, 'a') + "\"><!ENTITY b \""
                         + QByteArray("&a;").repeated(1000) + "\"><!ENTITY c \"" + QByteArray("&b;").repeated(1000)
                         + "\">]>"),
        DocumentFailure::malformed);
    row("nesting", u"k.docx"_s, Samples::docx(QByteArray("<w:p>").repeated(10'000)), DocumentFailure::malformed);
    QTest::newRow("PDF, encrypted") << QFINDTESTDATA("data/encrypted.pdf") << QString(DocumentFailure::encrypted);
    QTest::newRow("DOCX, encrypted") << QFINDTESTDATA("data/encrypted.docx") << QString(DocumentFailure::encrypted);
    QTest::newRow("ODT, encrypted") << QFINDTESTDATA("data/encrypted.odt") << QString(DocumentFailure::encrypted);
}

void TestDocumentExtraction::tellsWhyItFailed()
{
    QFETCH(const QString, path);
    QFETCH(const QString, reason);
    const Run run(path);
    QVERIFY(!run.result->ok());
    QVERIFY2(run.result->error().field == reason, qPrintable(run.result->error().field + u": "_s + why(run)));
    QVERIFY(run.result->error().message.endsWith(u'.') || run.result->error().message.contains(u": "_s));
    QVERIFY(!run.isEarly);
    QTRY_VERIFY(childProcesses().isEmpty());
}

void TestDocumentExtraction::readsNothingElse()
{
    const QByteArray external = "<!DOCTYPE d [<!ENTITY c SYSTEM \"file:///etc/passwd\">]>";
    for (const auto &[name, content] :
         {std::pair(u"a.odt"_s, Samples::odt("<text:p>before &c; after</text:p>", external)),
          std::pair(u"a.docx"_s, Samples::docx("<w:p><w:r><w:t>before &c; after</w:t></w:r></w:p>", external)),
          std::pair(u"a.html"_s, external + "<html><p>before &c; after</p></html>")}) {
        const Run run(write(name, content));
        QVERIFY(!run.result->ok() || !(*run.result)->pages.join(u' ').contains(u"root:"_s));
    }
}

void TestDocumentExtraction::refusesWhatLiesOutside()
{
    const QTemporaryDir outside;
    QVERIFY(QDir(m_folder.path()).mkpath(u"in/deep"_s));
    ExtractionOptions options;
    options.folders = {m_folder.filePath(u"in"_s)};
    const QString inside = write(u"in/deep/a.txt"_s, "inside");
    const QString beside = write(u"index.txt"_s, "outside");
    QVERIFY(Run(inside, options).result->ok());
    QVERIFY(!Run(beside, options).result->ok());
    QVERIFY(!Run(m_folder.filePath(u"in/../index.txt"_s), options).result->ok());
    QVERIFY(QFile::link(beside, m_folder.filePath(u"in/link.txt"_s)));
    QVERIFY(!Run(m_folder.filePath(u"in/link.txt"_s), options).result->ok());
    QVERIFY(QFile::link(inside, m_folder.filePath(u"to-inside.txt"_s)));
    QVERIFY(Run(m_folder.filePath(u"to-inside.txt"_s), options).result->ok());
}

void TestDocumentExtraction::endsAtALimit_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<ExtractionLimits>("limits");
    QTest::addColumn<QString>("message");
    ExtractionLimits limits;
    limits.pages = 2;
    QTest::newRow("pages of a PDF") << u"a.pdf"_s << Samples::pdf({{u"a"_s}, {u"b"_s}, {u"c"_s}}) << limits
                                    << u"3 pages; at most 2"_s;
    QTest::newRow("pages of a text") << u"a.txt"_s << QByteArray("a\fb\fc") << limits << u"3 pages; at most 2"_s;
    limits = {};
    limits.textBytes = 1024 * 1024;
    QTest::newRow("text") << u"a.txt"_s << QByteArray("some text ").repeated(200'000) << limits << u"1 MiB of text"_s;
    QTest::newRow("text of a page") << u"a.pdf"_s << Samples::largePdf(QStringList(300, QString(4000, u'x'))) << limits
                                    << u"1 MiB of text"_s;
    limits = {};
    limits.fileBytes = 1024 * 1024;
    QTest::newRow("file") << u"a.txt"_s << QByteArray("some text ").repeated(200'000) << limits << u"MiB"_s;
    QTest::newRow("packed file") << u"a.txt.gz"_s << Samples::gzip(QByteArray("some text ").repeated(200'000)) << limits
                                 << u"1 MiB"_s;
    limits = {};
    limits.time = std::chrono::milliseconds(1);
    QTest::newRow("time") << u"a.md"_s << QByteArray("*a **a ").repeated(100'000) << limits << u"longer than"_s;
}

void TestDocumentExtraction::endsAtALimit()
{
    QFETCH(const QString, name);
    QFETCH(const QByteArray, content);
    QFETCH(const ExtractionLimits, limits);
    QFETCH(const QString, message);
    ExtractionOptions options;
    options.limits = limits;
    const Run run(write(name, content), options);
    QVERIFY(!run.result->ok());
    QCOMPARE(run.result->error().field, DocumentFailure::tooLarge);
    QVERIFY2(run.result->error().message.contains(message), qPrintable(run.result->error().message));
    QTRY_VERIFY(childProcesses().isEmpty());
}

void TestDocumentExtraction::survivesItsChild_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const QByteArray &lines, QLatin1StringView reason, const QString &message) {
        QTest::newRow(name) << lines << QString(reason) << message;
    };
    const QByteArray page = R"(echo '{"text":"x","pages":1}')"
                            "\n";
    row("crashes", "kill -SEGV $$", DocumentFailure::crashed, u"SIGSEGV"_s);
    row("is killed", page + "kill -KILL $$", DocumentFailure::crashed, u"SIGKILL"_s);
    row("takes too much time", "kill -XCPU $$", DocumentFailure::tooLarge, u"processor time"_s);
    row("has no memory", "echo 'terminate: std::bad_alloc' >&2; kill -ABRT $$", DocumentFailure::tooLarge, u"memory"_s);
    row("says nothing", "exit 0", DocumentFailure::broken, u"no word"_s);
    row("ends in the middle", page, DocumentFailure::broken, u"no word"_s);
    row("fails after the end", page + "echo '{\"format\":\"text\"}'\nkill -SEGV $$", DocumentFailure::crashed,
        u"SIGSEGV"_s);
    row("talks nonsense", "echo nonsense; sleep 100", DocumentFailure::crashed, u"disorder"_s);
    row("claims a reason of ours", R"(echo '{"error":"crashed","message":"x"}'; sleep 100)", DocumentFailure::crashed,
        u"disorder"_s);
    row("talks without end", "cat /dev/zero", DocumentFailure::crashed, u"disorder"_s);
    row("complains without end", "cat /dev/zero >&2 & sleep 0.2; exit 3", DocumentFailure::broken, u"exit code 3"_s);
    row("has pages without end", R"(yes '{"text":"x","pages":1}')", DocumentFailure::crashed, u"disorder"_s);
    row("has headings of no page", page + R"(echo '{"heading":"x","page":7}'; sleep 100)", DocumentFailure::crashed,
        u"disorder"_s);
    row("goes on after the end", page + R"(echo '{"format":"text"}'; yes '{"format":"text"}')",
        DocumentFailure::crashed, u"disorder"_s);
    row("steers the terminal", R"(printf '{"error":"malformed","message":"a\\u001b[31mb"}\n')",
        DocumentFailure::malformed, u"a [31mb"_s);
}

void TestDocumentExtraction::survivesItsChild()
{
    QFETCH(const QByteArray, lines);
    QFETCH(const QString, reason);
    QFETCH(const QString, message);
    ExtractionOptions options;
    options.program = script(lines);
    const Run run(write(u"a.txt"_s, "text"), options);
    QVERIFY(!run.result->ok());
    QVERIFY2(run.result->error().field == reason, qPrintable(run.result->error().field + u": "_s + why(run)));
    QVERIFY2(run.result->error().message.contains(message), qPrintable(run.result->error().message));
    QTRY_VERIFY(childProcesses().isEmpty());
}

void TestDocumentExtraction::killsTheChildWithIt()
{
    ExtractionOptions options;
    // With a child of its own, as a converter would be.
    options.program = script("sleep 100 & echo $! > " + QFile::encodeName(m_folder.filePath(u"pid"_s)) + "\nwait");
    auto extraction = std::make_unique<DocumentExtraction>(write(u"a.txt"_s, "text"), options);
    extraction->begin();
    QFile pidFile(m_folder.filePath(u"pid"_s));
    QTRY_VERIFY(pidFile.size() > 1);
    QVERIFY(pidFile.open(QIODevice::ReadOnly));
    const pid_t grandchild = pidFile.readAll().trimmed().toInt();
    QVERIFY(::kill(grandchild, 0) == 0);
    extraction.reset();
    QVERIFY(childProcesses().isEmpty());
    // It is a zombie until init takes note of it.
    const auto isGone = [grandchild] {
        QFile file(u"/proc/%1/stat"_s.arg(grandchild));
        return !file.open(QIODevice::ReadOnly) || file.readAll().contains(") Z");
    };
    QTRY_VERIFY(isGone());
}

void TestDocumentExtraction::leaksNoEnvironment()
{
    qputenv("PROCESSION_TOKEN", "very-secret");
    ExtractionOptions options;
    options.program = script("env | tr '\\n' ' ' | sed 's/.*/{\"error\":\"malformed\",\"message\":\"&\"}/'\necho");
    const Run run(write(u"a.txt"_s, "text"), options);
    qunsetenv("PROCESSION_TOKEN");
    QCOMPARE(run.result->error().field, DocumentFailure::malformed);
    QVERIFY(run.result->error().message.contains(u"LC_ALL"_s));
    QVERIFY(!run.result->error().message.contains(u"very-secret"_s));
}

QTEST_GUILESS_MAIN(TestDocumentExtraction)
#include "tst_documentextraction.moc"
