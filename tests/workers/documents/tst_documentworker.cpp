// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "documentworker.h"
#include "outputstore.h"
#include "outputwriter.h"
#include "processtracker.h"
#include "retryengine.h"
#include "sampledocuments.h"
#include "sizetext.h"
#include "workqueue.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace Procession;
using namespace Qt::StringLiterals;

namespace {

/// A tracker whose work queue reads documents of one folder.
struct Bench
{
    explicit Bench(DocumentOptions options = {})
        : tracker(log, clock)
        , engine(tracker, clock)
        , output(folder.filePath(u"output"_s), OutputStore::Durability::Normal, clock)
        , writer(output, clock)
        , queue(tracker, &writer)
    {
        if (options.allowed.folders.isEmpty())
            options.allowed.folders = {folder.path()};
        queue.add(std::make_unique<DocumentWorker>(options));
        queue.start();
    }
    QString write(const QString &name, const QByteArray &content) const
    {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("can't write");
        return file.fileName();
    }
    Result<ProcessPtr> submit(const QJsonValue &path)
    {
        return queue.submit(ProcessType::documentProcessing(), {{u"path"_s, path}});
    }
    ProcessId submitted(const QString &path)
    {
        const auto process = submit(path);
        if (!process)
            qFatal("%s", qPrintable(process.error().message));
        return (**process)->id;
    }
    Process process(const ProcessId &id) const { return **tracker.find(id); }
    bool isOver(const ProcessId &id) const { return isTerminal(process(id).status); }
    /// What its only attempt printed; lines of stderr begin with "! ".
    QStringList printed(const ProcessId &id)
    {
        QStringList lines;
        const auto read = output.lines(OutputKey::of(process(id), 1), 1, 10'000);
        for (const OutputLine &line : read->lines)
            lines.append((line.stream == OutputStream::Stderr ? u"! "_s : QString()) + line.text);
        return lines;
    }
    QJsonObject metadata(const ProcessId &id) const { return process(id).metadata.toObject(); }

    QTemporaryDir folder;
    SystemClock clock;
    EventLog log;
    ProcessTracker tracker;
    RetryEngine engine;
    OutputStore output;
    OutputWriter writer;
    WorkQueue queue;
};

/// An extractor that waits, so that there is time to look.
QString slowExtractor(const Bench &bench)
{
    const QString path = bench.write(u"slow-extractor"_s, R"(#!/bin/sh
echo '{"text":"one","pages":4}'
sleep 100
)");
    QFile::setPermissions(path, QFile::ReadOwner | QFile::ExeOwner);
    return path;
}

} // namespace

class TestDocumentWorker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsWhatTheDocumentHas();
    void tellsWhyItFailed_data();
    void tellsWhyItFailed();
    void triesAgainWhereTheDocumentIsNotAtFault();
    void tellsThePage();
    void printsItsSteps();
    void printsWhatGoesWrong();
    void endsWithItsProcess();
    void refuses_data();
    void refuses();
    void looksAgainBeforeItReads_data();
    void looksAgainBeforeItReads();
    void namesTheSetting();
    void keepsWithinTheMetadata();
};

void TestDocumentWorker::keepsWhatTheDocumentHas()
{
    Bench bench;
    const ProcessId id = bench.submitted(bench.write(u"ship.pdf"_s, Samples::good().front().content));
    QCOMPARE(bench.process(id).name, u"ship.pdf"_s);
    QTRY_VERIFY_WITH_TIMEOUT(bench.isOver(id), 30000);
    QCOMPARE(bench.process(id).status, ProcessStatus::Completed);
    QCOMPARE(bench.process(id).message, u"2 pages, 40 words"_s);
    const QJsonObject metadata = bench.metadata(id);
    QCOMPARE(metadata.value("format"_L1), u"pdf"_s);
    QCOMPARE(metadata.value("pages"_L1), 2);
    QCOMPARE(metadata.value("current_page"_L1), 2);
    QCOMPARE(metadata.value("words"_L1), 40);
    QCOMPARE(metadata.value("language"_L1), u"en"_s);
    QCOMPARE(metadata.value("headings"_L1),
             QJsonArray({QJsonObject{{u"level"_s, 1}, {u"text"_s, u"The ship"_s}, {u"page"_s, 1}}}));
    QVERIFY(metadata.value("text_beginning"_L1).toString().startsWith("The ship\n"_L1));
}

void TestDocumentWorker::tellsWhyItFailed_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("reason");
    QTest::newRow("malformed") << QByteArray("%PDF-1.7\n") << u"malformed"_s;
    QTest::newRow("unsupported") << QByteArray(1000, '\1') << u"unsupported"_s;
    QTest::newRow("encrypted") << Samples::zip(
        {{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", "<a/>"}}, "secret")
                               << u"encrypted"_s;
    QTest::newRow("too large") << QByteArray("a\f").repeated(10'000) << u"too_large"_s;
}

void TestDocumentWorker::tellsWhyItFailed()
{
    QFETCH(const QByteArray, content);
    QFETCH(const QString, reason);
    Bench bench;
    const ProcessId id = bench.submitted(bench.write(u"document"_s, content));
    QTRY_VERIFY_WITH_TIMEOUT(bench.isOver(id), 30000);
    QCOMPARE(bench.process(id).status, ProcessStatus::Failed);
    QVERIFY(!bench.process(id).errorMessage.isEmpty());
    QCOMPARE(bench.metadata(id).value("reason"_L1), reason);
    // It would fail again.
    QCOMPARE(bench.process(id).retry->status, RetryState::Status::Exhausted);
}

void TestDocumentWorker::triesAgainWhereTheDocumentIsNotAtFault()
{
    DocumentOptions options;
    options.program = u"/nonexistent/procession-extract"_s;
    Bench bench(options);
    const ProcessId id = bench.submitted(bench.write(u"a.txt"_s, "text"));
    QTRY_VERIFY(bench.isOver(id));
    QCOMPARE(bench.metadata(id).value("reason"_L1), u"broken"_s);
    QTRY_COMPARE(bench.process(id).retry->status, RetryState::Status::Scheduled);
}

void TestDocumentWorker::tellsThePage()
{
    const Bench scripts;
    DocumentOptions options;
    options.program = slowExtractor(scripts);
    Bench bench(options);
    const ProcessId id = bench.submitted(bench.write(u"a.txt"_s, "text"));
    QTRY_COMPARE(bench.process(id).progress, std::optional(25.0));
    QCOMPARE(bench.process(id).message, u"page 1 of 4"_s);
    QCOMPARE(bench.metadata(id).value("current_page"_L1), 1);
    QCOMPARE(bench.process(id).status, ProcessStatus::Running);
}

void TestDocumentWorker::printsItsSteps()
{
    Bench bench;
    const QString path = bench.write(u"ship.pdf"_s, Samples::good().front().content);
    const ProcessId id = bench.submitted(path);
    QTRY_VERIFY_WITH_TIMEOUT(bench.isOver(id), 30000);
    const QString size = sizeText(Samples::good().front().content.size());
    QCOMPARE(bench.printed(id),
             QStringList({u"Reads %1 (%2)"_s.arg(QFileInfo(path).canonicalFilePath(), size), u"page 1 of 2"_s,
                          u"page 2 of 2"_s, u"Heading on page 1: The ship"_s,
                          u"pdf in the language \"en\": 2 pages, 40 words"_s}));
}

/// The extractor's words are data, and there are no more of them than people want.
void TestDocumentWorker::printsWhatGoesWrong()
{
    const Bench scripts;
    DocumentOptions options;
    options.program = scripts.write(u"extractor"_s, R"(#!/bin/sh
printf 'Syntax Error: \033[2Jbad xref\r\n\nno end' >&2
echo '{"error":"malformed","message":"It is no PDF."}'
exit 1
)");
    QFile::setPermissions(options.program, QFile::ReadOwner | QFile::ExeOwner);
    Bench bench(options);
    const ProcessId id = bench.submitted(bench.write(u"a.txt"_s, "text"));
    QTRY_VERIFY(bench.isOver(id));
    QCOMPARE(bench.printed(id).mid(1),
             QStringList({u"! procession-extract: Syntax Error: bad xref"_s, u"! procession-extract: no end"_s,
                          u"! It is no PDF."_s}));
}

void TestDocumentWorker::endsWithItsProcess()
{
    const Bench scripts;
    DocumentOptions options;
    options.program = slowExtractor(scripts);
    Bench bench(options);
    const ProcessId id = bench.submitted(bench.write(u"a.txt"_s, "text"));
    QTRY_COMPARE(bench.process(id).progress, std::optional(25.0));
    QVERIFY(bench.tracker.cancel(id));
    const auto hasChild = [] {
        QFile file(u"/proc/thread-self/children"_s);
        return file.open(QIODevice::ReadOnly) && !file.readAll().trimmed().isEmpty();
    };
    QTRY_VERIFY(!hasChild());
    QCOMPARE(bench.process(id).status, ProcessStatus::Cancelled);
}

void TestDocumentWorker::refuses_data()
{
    QTest::addColumn<QJsonValue>("path");
    QTest::newRow("nothing") << QJsonValue();
    QTest::newRow("a number") << QJsonValue(5);
    QTest::newRow("empty") << QJsonValue(QString());
    QTest::newRow("relative") << QJsonValue(u"a.txt"_s);
    QTest::newRow("outside") << QJsonValue(u"/etc/passwd"_s);
    QTest::newRow("up and out") << QJsonValue(u"FOLDER/../../etc/passwd"_s);
    QTest::newRow("absent") << QJsonValue(u"FOLDER/none"_s);
    QTest::newRow("the folder") << QJsonValue(u"FOLDER"_s);
    QTest::newRow("a folder") << QJsonValue(u"FOLDER/sub"_s);
    QTest::newRow("a link out") << QJsonValue(u"FOLDER/link"_s);
    QTest::newRow("a link on itself") << QJsonValue(u"FOLDER/loop"_s);
    QTest::newRow("a FIFO") << QJsonValue(u"FOLDER/fifo"_s);
    QTest::newRow("a folder whose name begins the same") << QJsonValue(u"FOLDER-beside/a.txt"_s);
    QTest::newRow("NUL") << QJsonValue(QString(u"FOLDER/a"_s + QChar(u'\0')));
    QTest::newRow("endless") << QJsonValue(u"FOLDER/"_s + QString(100'000, u'x'));
}

void TestDocumentWorker::refuses()
{
    QFETCH(const QJsonValue, path);
    Bench bench;
    const QString folder = bench.folder.path();
    QVERIFY(QDir(folder).mkdir(u"sub"_s));
    QVERIFY(QFile::link(u"/etc/passwd"_s, bench.folder.filePath(u"link"_s)));
    QVERIFY(QFile::link(bench.folder.filePath(u"loop"_s), bench.folder.filePath(u"loop"_s)));
    QCOMPARE(::mkfifo(QFile::encodeName(bench.folder.filePath(u"fifo"_s)).constData(), 0600), 0);
    const QDir beside(folder + u"-beside"_s);
    QVERIFY(beside.mkpath(u"."_s));
    QFile inBeside(beside.filePath(u"a.txt"_s));
    QVERIFY(inBeside.open(QIODevice::WriteOnly));
    const QJsonValue whole = path.isString() ? QJsonValue(path.toString().replace(u"FOLDER"_s, folder)) : path;
    const auto refused = bench.submit(whole);
    QVERIFY(QDir(beside).removeRecursively());
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::InvalidField);
    QCOMPARE(refused.error().field, u"path"_s);
    QVERIFY(!refused.error().message.isEmpty());
    QVERIFY(bench.tracker.snapshot().processes.empty());
}

void TestDocumentWorker::looksAgainBeforeItReads_data()
{
    QTest::addColumn<QString>("now"); // in the place of the document
    QTest::newRow("a link out of the folders") << u"link"_s;
    QTest::newRow("a folder that is a link out of them") << u"folder"_s;
    QTest::newRow("nothing") << u"nothing"_s;
    QTest::newRow("a FIFO") << u"fifo"_s;
}

void TestDocumentWorker::looksAgainBeforeItReads()
{
    QFETCH(const QString, now);
    const Bench scripts;
    const QTemporaryDir outside;
    QFile secret(outside.filePath(u"a.txt"_s));
    QVERIFY(secret.open(QIODevice::WriteOnly) && secret.write("secret") > 0 && secret.flush());
    DocumentOptions options;
    options.program = slowExtractor(scripts);
    options.maxRunning = 1;
    Bench bench(options);
    QVERIFY(QDir(bench.folder.path()).mkdir(u"sub"_s));
    const ProcessId first = bench.submitted(bench.write(u"first.txt"_s, "text"));
    const QString path = bench.write(u"sub/a.txt"_s, "text");
    const ProcessId id = bench.submitted(path);
    QTRY_COMPARE(bench.process(first).progress, std::optional(25.0));
    QCOMPARE(bench.process(id).status, ProcessStatus::Pending);

    QVERIFY(QFile::remove(path));
    if (now == "link"_L1) {
        QVERIFY(QFile::link(secret.fileName(), path));
    } else if (now == "folder"_L1) {
        QVERIFY(QDir(bench.folder.path()).rmdir(u"sub"_s));
        QVERIFY(QFile::link(outside.path(), bench.folder.filePath(u"sub"_s)));
    } else if (now == "fifo"_L1) {
        QCOMPARE(::mkfifo(QFile::encodeName(path).constData(), 0600), 0);
    }
    QVERIFY(bench.tracker.cancel(first));
    QTRY_VERIFY(bench.isOver(id));
    QCOMPARE(bench.process(id).status, ProcessStatus::Failed);
    QVERIFY(!bench.process(id).startedAt);
    QVERIFY(!bench.process(id).errorMessage.isEmpty());
    QVERIFY(!bench.process(id).metadata.json().contains("text_beginning"));
}

void TestDocumentWorker::namesTheSetting()
{
    const auto misspelled = DocumentWorker{DocumentOptions()}.plan({{u"Path"_s, u"/etc/hostname"_s}});
    QVERIFY(!misspelled && misspelled.error().message.contains(u"did you mean \"path\"?"_s));
    const DocumentWorker closed{DocumentOptions()};
    const auto refused = closed.plan({{u"path"_s, u"/etc/hostname"_s}});
    QVERIFY(!refused);
    QVERIFY(refused.error().message.contains(u"[documents] folders"_s));
    DocumentOptions options;
    options.allowed.folders = {u"/usr/share/doc"_s};
    const auto outside = DocumentWorker(options).plan({{u"path"_s, u"/etc/hostname"_s}});
    QVERIFY(!outside);
    QVERIFY(outside.error().message.contains(u"[documents] folders"_s));
}

void TestDocumentWorker::keepsWithinTheMetadata()
{
    Bench bench;
    QString text;
    for (int i = 0; i < 1000; ++i)
        text += u"# %1 %2\n\n"_s.arg(i).arg(QString(250, u'船'));
    const ProcessId id = bench.submitted(bench.write(u"a.md"_s, text.toUtf8()));
    QTRY_VERIFY_WITH_TIMEOUT(bench.isOver(id), 30000);
    QCOMPARE(bench.process(id).status, ProcessStatus::Completed);
    const QJsonObject metadata = bench.metadata(id);
    const qsizetype kept = metadata.value("headings"_L1).toArray().size();
    QVERIFY(kept > 10);
    QCOMPARE(metadata.value("headings_left_out"_L1), 1000 - kept);
}

QTEST_GUILESS_MAIN(TestDocumentWorker)
#include "tst_documentworker.moc"
