// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "outputstore.h"
#include "outputwriter.h"
#include "processes.h"
#include "processtracker.h"
#include "quietfor.h"
#include "ragcollections.h"
#include "ragsearch.h"
#include "ragworker.h"
#include "vectorfiles.h"
#include "workqueue.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QMutex>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Procession;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// What was read, by all sources of a test.
class Readings
{
public:
    void add(const QString &path)
    {
        const QMutexLocker lock(&m_mutex);
        m_paths.append(path.section(u'/', -1));
    }
    QStringList take()
    {
        const QMutexLocker lock(&m_mutex);
        m_paths.sort();
        return std::exchange(m_paths, {});
    }
    int count()
    {
        const QMutexLocker lock(&m_mutex);
        return static_cast<int>(m_paths.size());
    }

    QByteArray capabilities;           ///< of all sources
    std::atomic<bool> isStuck = false; ///< reading begins and never ends
    std::atomic<int> atOnce = 0;
    std::atomic<int> mostAtOnce = 0;

private:
    QMutex m_mutex;
    QStringList m_paths;
};

/// Plain text, without a child process. One that begins with "!" can't be read; of one with "?" the reader complains.
class PlainDocuments : public DocumentSource
{
public:
    explicit PlainDocuments(Readings &readings)
        : m_readings(readings)
    {
    }
    QByteArray capabilities() const override { return m_readings.capabilities; }
    void read(const QString &path, Done done) override
    {
        m_readings.add(path);
        m_readings.mostAtOnce = std::max<int>(m_readings.mostAtOnce, ++m_readings.atOnce);
        if (m_readings.isStuck)
            return;
        if (!m_context)
            m_context = std::make_unique<QObject>();
        QTimer::singleShot(0, m_context.get(), [this, path, done = std::move(done)] {
            --m_readings.atOnce;
            QFile file(path);
            const QString text = file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
            if (text.startsWith(u'?'))
                complain(path, u"Odd"_s);
            if (text.startsWith(u'!')) {
                done(Error{ErrorCode::InvalidField, u"It wants a password."_s, DocumentFailure::encrypted});
                return;
            }
            DocumentText document;
            document.pages = {text};
            document.pageCount = 1 + static_cast<int>(text.count(u'\f'));
            document.pagesWithoutText = static_cast<int>(text.count(u"\f\f"_s));
            done(document);
        });
    }

private:
    Readings &m_readings;
    std::unique_ptr<QObject> m_context;
};

} // namespace

class TestRagTraining : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void oneTrainingOfACollectionAtOnce();
    void refusesWhatItMayNotRead_data();
    void refusesWhatItMayNotRead();
    void refusesQuestions_data();
    void refusesQuestions();
    void trainsAndAnswers();
    void readsOnlyWhatChanged();
    void beginsAnewWhenTold();
    void failedFilesAreToldAndDontStopTheRest();
    void endsFailedWhereNothingCanBeRead_data();
    void endsFailedWhereNothingCanBeRead();
    void passesOverWhatIsNoDocument();
    void tellsWhatItPassedOver();
    void tellsOfPagesWithoutText();
    void keepsWhatItCouldNotSee();
    void triesAgainWhatMayBeReadNow();
    void forgetsAnEmptiedFolderOnlyWhenTold_data();
    void forgetsAnEmptiedFolderOnlyWhenTold();
    void readsNoMoreThanAllowed();
    void leavesOutWhatIsTooLarge();
    void cancelledStaysCancelledAndNothingIsLost();
    void goesOnAfterARestart();
    void sameDocumentsGiveTheSameAnswers();
    void addsToVectorsWhereLittleChanged();
    void keepsItsCollectionFromBeingDeleted();
    void mendsDamagedVectors();
    void readsAtMostSoManyAtATime();
    void keepsErrorsWithinBounds();
    void printsItsSteps();

private:
    void start();
    void write(const QString &name, const QByteArray &text) const;
    ProcessId submit(const QJsonObject &more = {});
    /// Waits for its end, and returns its metadata.
    QJsonObject finish(const ProcessId &id, ProcessStatus status);
    /// What the process printed so far; lines of stderr begin with "! ".
    QStringList printed(const ProcessId &id);
    QStringList ask(const QString &question, RagQuestion::By by = RagQuestion::By::Both);

    std::unique_ptr<QTemporaryDir> m_folder;
    RagOptions m_options;
    Readings m_readings;
    SystemClock m_clock;
    std::unique_ptr<EventLog> m_log;
    std::unique_ptr<ProcessTracker> m_tracker;
    std::unique_ptr<OutputStore> m_output;
    std::unique_ptr<OutputWriter> m_writer;
    std::unique_ptr<WorkQueue> m_queue;
};

void TestRagTraining::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir().mkpath(m_folder->filePath(u"docs"_s)));
    m_options = {};
    m_options.documents.allowed.folders = {m_folder->filePath(u"docs"_s)};
    m_options.dataDir = m_folder->filePath(u"data"_s);
    m_readings.isStuck = false;
    m_readings.atOnce = 0;
    m_readings.mostAtOnce = 0;
    m_readings.take();
    m_log = std::make_unique<EventLog>();
    m_tracker = std::make_unique<ProcessTracker>(*m_log, m_clock);
    m_output = std::make_unique<OutputStore>(m_folder->filePath(u"output"_s), OutputStore::Durability::Normal, m_clock);
    m_writer = std::make_unique<OutputWriter>(*m_output, m_clock);
    start();
}

void TestRagTraining::cleanup()
{
    m_queue.reset();
    m_writer.reset();
    m_output.reset();
    m_tracker.reset();
    m_log.reset();
}

/// As the next run of the program does.
void TestRagTraining::start()
{
    m_queue.reset();
    m_queue = std::make_unique<WorkQueue>(*m_tracker, m_writer.get());
    m_queue->add(std::make_unique<RagWorker>(m_options, m_clock, [this](const ExtractionOptions &) {
        return std::make_unique<PlainDocuments>(m_readings);
    }));
    m_queue->start();
}

void TestRagTraining::write(const QString &name, const QByteArray &text) const
{
    const QString path = m_folder->filePath(u"docs/"_s + name);
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("can't write %s", qPrintable(path));
}

ProcessId TestRagTraining::submit(const QJsonObject &more)
{
    QJsonObject request{{u"folder"_s, m_folder->filePath(u"docs"_s)}};
    for (auto it = more.begin(); it != more.end(); ++it)
        request.insert(it.key(), it.value());
    const auto process = m_queue->submit(ProcessType::ragTraining(), request);
    if (!process)
        qFatal("refused: %s", qPrintable(process.error().message));
    return (**process)->id;
}

QJsonObject TestRagTraining::finish(const ProcessId &id, ProcessStatus status)
{
    if (!QTest::qWaitFor([&] { return isTerminal((*m_tracker->find(id))->status); }, 30000))
        qFatal("the training doesn't end");
    const ProcessPtr process = m_tracker->find(id);
    if ((*process)->status != status)
        qFatal("it ended otherwise: %s", qPrintable((*process)->errorMessage.toString()));
    return (*process)->metadata.toObject();
}

QStringList TestRagTraining::printed(const ProcessId &id)
{
    QStringList lines;
    const auto read = m_output->lines(OutputKey::of(**m_tracker->find(id)), 1, 10'000);
    for (const OutputLine &line : read->lines)
        lines.append((line.stream == OutputStream::Stderr ? u"! "_s : QString()) + line.text);
    return lines;
}

QStringList TestRagTraining::ask(const QString &question, RagQuestion::By by)
{
    RagQuestion wanted;
    wanted.question = question;
    wanted.collection = u"default"_s;
    wanted.by = by;
    const auto answer = RagSearch(m_options).find(wanted);
    if (!answer)
        return {answer.error().message};
    QStringList files;
    for (const RagPassage &passage : answer->passages)
        files.append(passage.file.section(u'/', -1) + u": "_s + passage.chunk.text.left(30));
    return files;
}

void TestRagTraining::oneTrainingOfACollectionAtOnce()
{
    RagWorker worker(m_options, m_clock);
    const auto groupOf = [&worker](const QString &request) {
        Process process;
        process.dispatch.setWork({Text(request), true});
        process.metadata = Metadata(QJsonObject{{u"collection"_s, u"forged"_s}}); // anybody may write it
        return worker.group(process);
    };
    const QString group = groupOf(u"{\"collection\":\"a\"}"_s);
    QCOMPARE(groupOf(u"{\"folder\":\"/b\",\"collection\":\"a\"}"_s), group);
    QVERIFY(groupOf(u"{\"collection\":\"b\"}"_s) != group);
    QCOMPARE(worker.maxRunningOf(group), 1);
}

void TestRagTraining::refusesWhatItMayNotRead_data()
{
    QTest::addColumn<QString>("folder"); // below the temporary one
    QTest::addColumn<QJsonObject>("more");
    QTest::addColumn<QString>("field");
    QTest::newRow("outside") << u"other"_s << QJsonObject{} << u"folder"_s;
    QTest::newRow("above") << u""_s << QJsonObject{} << u"folder"_s;
    QTest::newRow("absent") << u"docs/absent"_s << QJsonObject{} << u"folder"_s;
    QTest::newRow("out by dots") << u"docs/../other"_s << QJsonObject{} << u"folder"_s;
    QTest::newRow("out by a link") << u"docs/link"_s << QJsonObject{} << u"folder"_s;
    QTest::newRow("a name that begins alike") << u"docsmore"_s << QJsonObject{} << u"folder"_s;
    QTest::newRow("a file") << u"docs/file.txt"_s << QJsonObject{} << u"folder"_s;
    QTest::newRow("a collection with a path")
        << u"docs"_s << QJsonObject{{u"collection"_s, u".."_s}} << u"collection"_s;
    QTest::newRow("a collection that is no text") << u"docs"_s << QJsonObject{{u"collection"_s, 3}} << u"collection"_s;
    QTest::newRow("resume") << u"docs"_s << QJsonObject{{u"resume"_s, u"yes"_s}} << u"resume"_s;
    QTest::newRow("allow_empty") << u"docs"_s << QJsonObject{{u"allow_empty"_s, 1}} << u"allow_empty"_s;
    QTest::newRow("max_files") << u"docs"_s << QJsonObject{{u"max_files"_s, 0.5}} << u"max_files"_s;
    QTest::newRow("unknown") << u"docs"_s << QJsonObject{{u"fodler"_s, 1}} << u"fodler"_s;
}

void TestRagTraining::refusesWhatItMayNotRead()
{
    QFETCH(QString, folder);
    QFETCH(QJsonObject, more);
    QFETCH(QString, field);
    write(u"file.txt"_s, "words");
    QVERIFY(QDir().mkpath(m_folder->filePath(u"other"_s)));
    QVERIFY(QDir().mkpath(m_folder->filePath(u"docsmore"_s)));
    QVERIFY(QFile::link(m_folder->filePath(u"other"_s), m_folder->filePath(u"docs/link"_s)));
    more.insert(u"folder"_s, m_folder->filePath(folder));
    const auto refused = m_queue->submit(ProcessType::ragTraining(), more);
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::InvalidField);
    QCOMPARE(refused.error().field, field);

    m_options.documents.allowed.folders.clear();
    start();
    const auto closed = m_queue->submit(ProcessType::ragTraining(), {{u"folder"_s, m_folder->filePath(u"docs"_s)}});
    QVERIFY(!closed.ok());
    QVERIFY(closed.error().message.contains("folders"_L1));
}

void TestRagTraining::refusesQuestions_data()
{
    QTest::addColumn<QByteArray>("question");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const QByteArray &question, const QString &field, const QString &message) {
        QTest::newRow(name) << question << field << message;
    };
    row("none", "{}", u"question"_s, u"a text of 1 to"_s);
    row("blanks", R"({"question":" \n "})", u"question"_s, u"a text of 1 to"_s);
    row("a number", R"({"question":1})", u"question"_s, u"must be a string"_s);
    row("no passages", R"({"question":"q","k":0})", u"k"_s, u"from 1 to 100"_s);
    row("half a passage", R"({"question":"q","k":1.5})", u"k"_s, u"from 1 to 100"_s);
    row("an answer of words", R"({"question":"q","answer":"yes"})", u"answer"_s, u"true or false"_s);
    row("a collection with a path", R"({"question":"q","collection":".."})", u"collection"_s, u"can't be"_s);
    row("a collection with a line end", R"({"question":"q","collection":"a\nb"})", u"collection"_s, u"line ends"_s);
    row("a misspelled key", R"({"question":"q","colection":"x"})", u"colection"_s, u"collection"_s);
}

void TestRagTraining::refusesQuestions()
{
    QFETCH(const QByteArray, question);
    QFETCH(const QString, field);
    QFETCH(const QString, message);
    const auto refused = RagQuestion::fromJson(QJsonDocument::fromJson(question).object());
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::InvalidField);
    QCOMPARE(refused.error().field, field);
    QVERIFY2(refused.error().message.contains(message), qPrintable(refused.error().message));
}

void TestRagTraining::trainsAndAnswers()
{
    write(u"disks.txt"_s, "How to mount a disk: plug it in, and run the mount command as root.");
    write(u"sub/printers.txt"_s, "A printer is set up with CUPS, which has a page of its own for that.");
    write(u"sub/users.md"_s, "New users are added with adduser, which asks for a password.");
    QVERIFY(ask(u"printer"_s).constFirst().startsWith("Nothing was trained"_L1));

    const QJsonObject told = finish(submit(), ProcessStatus::Completed);
    QCOMPARE(told.value("files_found"_L1).toInt(), 3);
    QCOMPARE(told.value("files_processed"_L1).toInt(), 3);
    QCOMPARE(told.value("files_failed"_L1).toInt(), 0);
    QCOMPARE(told.value("chunks_created"_L1).toInt(), 3);
    QCOMPARE(told.value("stage"_L1).toString(), u"done"_s);
    QVERIFY(told.value("average_seconds_per_file"_L1).isDouble());
    QVERIFY(!told.contains("current_file"_L1)); // null deletes it
    QVERIFY(told.value("errors"_L1).toArray().isEmpty());

    QCOMPARE(ask(u"How do I set up a printer?"_s).constFirst(), u"printers.txt: A printer is set up with CUPS,"_s);
    QCOMPARE(ask(u"mounting disks"_s).constFirst(), u"disks.txt: How to mount a disk: plug it i"_s);
    QCOMPARE(ask(u"adduser"_s, RagQuestion::By::Vectors).constFirst(), u"users.md: New users are added with addus"_s);
    QCOMPARE(ask(u"adduser"_s, RagQuestion::By::Words), QStringList{u"users.md: New users are added with addus"_s});
    // Nobody else may read what people's documents say.
    const auto others =
        QFile::permissions(m_options.dataDir + u"/rag/default"_s) & (QFile::ReadGroup | QFile::ReadOther);
    QVERIFY(!others);
}

void TestRagTraining::readsOnlyWhatChanged()
{
    for (int i = 0; i < 6; ++i)
        write(u"%1.txt"_s.arg(i), "Document number " + QByteArray::number(i) + " tells of apples");
    finish(submit(), ProcessStatus::Completed);
    QCOMPARE(m_readings.take().size(), 6);
    const QString graph = VectorFiles::graph(m_options.dataDir + u"/rag/default"_s, 1);
    QVERIFY(QFile::exists(graph));

    QJsonObject told = finish(submit(), ProcessStatus::Completed);
    QCOMPARE(m_readings.take(), QStringList{});
    QCOMPARE(told.value("files_unchanged"_L1).toInt(), 6);
    QCOMPARE(told.value("files_processed"_L1).toInt(), 0);
    QVERIFY(QFile::exists(graph)); // nor were the vectors made again

    write(u"2.txt"_s, "Now it tells of pears");
    write(u"new.txt"_s, "A new one on plums");
    QVERIFY(QFile::remove(m_folder->filePath(u"docs/4.txt"_s)));
    told = finish(submit(), ProcessStatus::Completed);
    QCOMPARE(m_readings.take(), (QStringList{u"2.txt"_s, u"new.txt"_s}));
    QCOMPARE(told.value("files_removed"_L1).toInt(), 1);
    QCOMPARE(told.value("files_unchanged"_L1).toInt(), 4);
    QCOMPARE(ask(u"pears"_s, RagQuestion::By::Words), QStringList{u"2.txt: Now it tells of pears"_s});
    QCOMPARE(ask(u"apples"_s, RagQuestion::By::Words).size(), 4);
    QVERIFY(!ask(u"4"_s, RagQuestion::By::Vectors).join(u' ').contains("4.txt"_L1));
    QVERIFY(!QFile::exists(graph));
}

void TestRagTraining::beginsAnewWhenTold()
{
    write(u"a.txt"_s, "words of a");
    write(u"b.txt"_s, "words of b");
    finish(submit(), ProcessStatus::Completed);
    m_readings.take();
    const QJsonObject told = finish(submit({{u"resume"_s, false}}), ProcessStatus::Completed);
    QCOMPARE(m_readings.take().size(), 2);
    QCOMPARE(told.value("files_processed"_L1).toInt(), 2);
    QCOMPARE(ask(u"words"_s, RagQuestion::By::Words).size(), 2);
}

void TestRagTraining::failedFilesAreToldAndDontStopTheRest()
{
    write(u"good.txt"_s, "fine words");
    write(u"sub/bad.txt"_s, "!");
    QJsonObject told = finish(submit(), ProcessStatus::Completed);
    const auto check = [&told] {
        QCOMPARE(told.value("files_failed"_L1).toInt(), 1);
        const QJsonArray errors = told.value("errors"_L1).toArray();
        QCOMPARE(errors.size(), 1);
        QCOMPARE(errors[0]["file"_L1].toString(), u"sub/bad.txt"_s);
        QCOMPARE(errors[0]["error"_L1].toString(), u"It wants a password."_s);
    };
    check();
    QCOMPARE(m_readings.take().size(), 2);
    // It is the same file with the same fault, which is still told.
    told = finish(submit(), ProcessStatus::Completed);
    check();
    QCOMPARE(m_readings.take(), QStringList{});
    // A file that went bad leaves the index.
    write(u"good2.txt"_s, "other words");
    write(u"good.txt"_s, "!");
    told = finish(submit(), ProcessStatus::Completed);
    QCOMPARE(told.value("files_failed"_L1).toInt(), 2);
    QCOMPARE(ask(u"words"_s, RagQuestion::By::Words), QStringList{u"good2.txt: other words"_s});
}

void TestRagTraining::endsFailedWhereNothingCanBeRead_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QString>("error");
    QTest::newRow("none found") << QStringList{} << u"There are no documents in"_s;
    QTest::newRow("all failed") << QStringList{u"a.txt"_s, u"b.txt"_s} << u"None of the 2 documents"_s;
}

void TestRagTraining::endsFailedWhereNothingCanBeRead()
{
    QFETCH(QStringList, files);
    QFETCH(QString, error);
    for (const QString &file : files)
        write(file, "! " + file.toUtf8());
    const ProcessId id = submit();
    finish(id, ProcessStatus::Failed);
    const ProcessPtr process = m_tracker->find(id);
    const QString said = (*process)->errorMessage;
    QVERIFY2(said.startsWith(error), qPrintable(said));
}

void TestRagTraining::passesOverWhatIsNoDocument()
{
    write(u"README"_s, "a text without a suffix");
    write(u"README.Debian"_s, "a text of that name");
    write(u"page.html"_s, "a page");
    write(u".hidden.txt"_s, "hidden");
    write(u".folder/a.txt"_s, "hidden too");
    write(u"program"_s,
          QByteArray("\x7f"
                     "ELF\0\0",
                     6));
    write(u"script.js"_s, "alert()");
    write(u"../outside.txt"_s, "outside");
    QVERIFY(QFile::link(m_folder->filePath(u"outside.txt"_s), m_folder->filePath(u"docs/link.txt"_s)));
    QVERIFY(QFile::link(m_folder->path(), m_folder->filePath(u"docs/up"_s)));
    finish(submit(), ProcessStatus::Completed);
    QCOMPARE(m_readings.take(), (QStringList{u"README"_s, u"README.Debian"_s, u"page.html"_s}));
}

void TestRagTraining::tellsWhatItPassedOver()
{
    write(u"good.txt"_s, "words");
    write(u"СП 70.13330.2012"_s, "a norm whose name ends in no suffix");
    write(u"Unicode.txt"_s, QByteArray("\xff\xfe\x41\0", 4));
    write(u"смета.zip"_s, "PK");
    write(u"b.zip"_s, "PK");
    write(u"c.iso"_s, "a;b");
    write(u"d.mp4"_s, "x");
    write(u"e.bin"_s, "x");
    write(u".git/config"_s, "x");
    QVERIFY(QFile::link(m_folder->filePath(u"docs/good.txt"_s), m_folder->filePath(u"docs/link.txt"_s)));
    QCOMPARE(::mkfifo(QFile::encodeName(m_folder->filePath(u"docs/pipe.txt"_s)).constData(), 0600), 0);
    const QByteArray folder = QFile::encodeName(m_folder->filePath(u"docs"_s));
    for (const QByteArray &name : {QByteArray("lat\xe9in.txt"), QByteArray("\xcd\xee\xf0\xec\xe0.txt")}) {
        const int file = ::open((folder + '/' + name).constData(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        QVERIFY(file >= 0);
        ::close(file);
    }
    QCOMPARE(::mkdir((folder + "/\xcf\xe0\xef\xea\xe0").constData(), 0700), 0);

    const ProcessId id = submit();
    const QJsonObject told = finish(id, ProcessStatus::Completed);
    QCOMPARE(told.value("files_found"_L1).toInt(), 3);
    QHash<QString, QJsonValue> reasons;
    for (const QJsonValue &entry : told.value("passed_over"_L1).toArray())
        reasons.insert(entry["reason"_L1].toString(), entry);
    QCOMPARE(reasons.size(), 5);
    QCOMPARE(reasons[u"format"_s]["count"_L1], 5);
    QCOMPARE(reasons[u"format"_s]["examples"_L1], QJsonArray({u"b.zip"_s, u"c.iso"_s, u"d.mp4"_s}));
    QCOMPARE(reasons[u"hidden"_s]["examples"_L1], QJsonArray{u".git"_s});
    QCOMPARE(reasons[u"link"_s]["examples"_L1], QJsonArray{u"link.txt"_s});
    QCOMPARE(reasons[u"special"_s]["examples"_L1], QJsonArray{u"pipe.txt"_s});
    QCOMPARE(reasons[u"name"_s]["count"_L1], 3);
    QVERIFY(reasons[u"name"_s]["examples"_L1].toArray().contains(u"lat\\xe9in.txt"_s));
    const QString message = (*m_tracker->find(id))->message;
    QVERIFY2(message.endsWith(u", 11 passed over"_s), qPrintable(message));
    // Where it found nothing else, that is the reason.
    for (const QString &name : {u"good.txt"_s, u"СП 70.13330.2012"_s, u"Unicode.txt"_s})
        QVERIFY(QFile::remove(m_folder->filePath(u"docs/"_s + name)));
    const ProcessId none = submit({{u"collection"_s, u"other"_s}});
    finish(none, ProcessStatus::Failed);
    const QString error = (*m_tracker->find(none))->errorMessage;
    QVERIFY2(error.contains(u"5 of a format that isn't read (b.zip, c.iso, d.mp4)"_s), qPrintable(error));
}

void TestRagTraining::tellsOfPagesWithoutText()
{
    write(u"scan.txt"_s, "one\f\ftwo\f\fthree");
    write(u"good.txt"_s, "words");
    const QJsonArray told = finish(submit(), ProcessStatus::Completed).value("passed_over"_L1).toArray();
    QCOMPARE(told,
             (QJsonArray{QJsonObject{{u"reason"_s, u"pages_without_text"_s},
                                     {u"count"_s, 2},
                                     {u"examples"_s, QJsonArray{u"scan.txt: 2 of 5"_s}}}}));
}

/// Its files aren't gone because nobody may look.
void TestRagTraining::keepsWhatItCouldNotSee()
{
    if (::geteuid() == 0)
        QSKIP("root may look into every folder");
    write(u"open.txt"_s, "words of one");
    write(u"closed/a.txt"_s, "words of another");
    finish(submit(), ProcessStatus::Completed);
    const QString closed = m_folder->filePath(u"docs/closed"_s);
    QVERIFY(QFile::setPermissions(closed, {}));
    const QJsonObject told = finish(submit(), ProcessStatus::Completed);
    QFile::setPermissions(closed, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QCOMPARE(told.value("files_removed"_L1).toInt(), 0);
    QCOMPARE(told.value("passed_over"_L1)[0]["reason"_L1], u"unlisted"_s);
    QCOMPARE(ask(u"words"_s, RagQuestion::By::Words).size(), 2);
}

void TestRagTraining::triesAgainWhatMayBeReadNow()
{
    m_readings.capabilities = "no language";
    write(u"good.txt"_s, "words");
    write(u"bad.txt"_s, "!");
    finish(submit(), ProcessStatus::Completed);
    m_readings.take();
    finish(submit(), ProcessStatus::Completed);
    QCOMPARE(m_readings.take(), QStringList{}); // nothing has changed
    m_readings.capabilities = "tesseract-ocr-rus";
    QCOMPARE(finish(submit(), ProcessStatus::Completed).value("files_failed"_L1).toInt(), 1);
    QCOMPARE(m_readings.take(), QStringList{u"bad.txt"_s});
    finish(submit(), ProcessStatus::Completed);
    QCOMPARE(m_readings.take(), QStringList{});

    ExtractionOptions options;
    const QByteArray before = DocumentExtraction::capabilities(options);
    QCOMPARE(DocumentExtraction::capabilities(options), before);
    options.limits.textBytes *= 2;
    QVERIFY(DocumentExtraction::capabilities(options) != before);
    options.limits = {};
    options.program = QCoreApplication::applicationFilePath();
    QVERIFY(DocumentExtraction::capabilities(options) != before);
    m_readings.capabilities.clear();
}

void TestRagTraining::forgetsAnEmptiedFolderOnlyWhenTold_data()
{
    QTest::addColumn<bool>("allowed");
    QTest::addColumn<int>("left"); // files that are still found
    QTest::newRow("by default") << false << 2;
    QTest::newRow("when told") << true << 0;
}

void TestRagTraining::forgetsAnEmptiedFolderOnlyWhenTold()
{
    QFETCH(const bool, allowed);
    QFETCH(const int, left);
    write(u"a.txt"_s, "words of a");
    write(u"sub/b.txt"_s, "words of b");
    finish(submit(), ProcessStatus::Completed);
    QVERIFY(QFile::remove(m_folder->filePath(u"docs/a.txt"_s)));
    QVERIFY(QFile::remove(m_folder->filePath(u"docs/sub/b.txt"_s)));
    const ProcessId id = submit({{u"allow_empty"_s, allowed}});
    const QJsonObject told = finish(id, allowed ? ProcessStatus::Completed : ProcessStatus::Failed);
    QCOMPARE(told.value("files_removed"_L1).toInt(), 2 - left);
    QCOMPARE(ask(u"words"_s, RagQuestion::By::Words).size(), left);
    const QString error = (*m_tracker->find(id))->errorMessage;
    QVERIFY2(allowed
                 || (error.contains(u"has 2 files of it, and nothing was forgotten"_s)
                     && error.contains(u"--allow-empty"_s)),
             qPrintable(error));
    // Another folder that never had any is another matter.
    QVERIFY(QDir().mkpath(m_folder->filePath(u"docs/never"_s)));
    const ProcessId never = submit({{u"folder"_s, m_folder->filePath(u"docs/never"_s)}, {u"allow_empty"_s, allowed}});
    finish(never, ProcessStatus::Failed);
    QVERIFY(!(*m_tracker->find(never))->errorMessage.toString().contains(u"forgotten"_s));
}

void TestRagTraining::readsNoMoreThanAllowed()
{
    for (int i = 0; i < 8; ++i)
        write(u"%1/%1.txt"_s.arg(i), "words of number " + QByteArray::number(i));
    finish(submit(), ProcessStatus::Completed);
    QCOMPARE(m_readings.take().size(), 8);
    const QJsonObject told =
        finish(submit({{u"max_files"_s, 3}, {u"collection"_s, u"few"_s}}), ProcessStatus::Completed);
    QCOMPARE(m_readings.take(), (QStringList{u"0.txt"_s, u"1.txt"_s, u"2.txt"_s}));
    QVERIFY(told.value("more_files_than_allowed"_L1).toBool());
    // What a walk didn't reach isn't gone.
    QCOMPARE(finish(submit({{u"max_files"_s, 3}}), ProcessStatus::Completed).value("files_removed"_L1).toInt(), 0);
    QCOMPARE(ask(u"number"_s, RagQuestion::By::Words).size(), 5);
}

void TestRagTraining::leavesOutWhatIsTooLarge()
{
    m_options.maxFileBytes = 1'000'000;
    start();
    write(u"small.txt"_s, "words");
    write(u"large.txt"_s, QByteArray(1'500'000, 'x'));
    const QJsonObject told = finish(submit(), ProcessStatus::Completed);
    QCOMPARE(m_readings.take(), QStringList{u"small.txt"_s});
    QVERIFY(told.value("errors"_L1)[0]["error"_L1].toString().contains("at most 1 "_L1));
}

void TestRagTraining::cancelledStaysCancelledAndNothingIsLost()
{
    write(u"a.txt"_s, "first words");
    finish(submit(), ProcessStatus::Completed);
    for (int i = 0; i < 50; ++i)
        write(u"more%1.txt"_s.arg(i), "words of number " + QByteArray::number(i));
    m_readings.take();
    m_readings.isStuck = true;
    const ProcessId id = submit();
    QTRY_COMPARE(m_readings.count(), 4);
    QVERIFY(m_tracker->cancel(id).ok());
    QTRY_COMPARE(int((*m_tracker->find(id))->status), int(ProcessStatus::Cancelled));
    // What was asked before is still answered, and nothing of the half-done is.
    QCOMPARE(ask(u"words"_s, RagQuestion::By::Words), QStringList{u"a.txt: first words"_s});

    m_readings.isStuck = false;
    m_readings.take();
    start();
    QVERIFY(quietFor(
        300ms, [&] { return (*m_tracker->find(id))->status != ProcessStatus::Cancelled || m_readings.count() > 0; }));
    finish(submit(), ProcessStatus::Completed);
    QCOMPARE(m_readings.take().size(), 50);
    QCOMPARE(ask(u"number"_s, RagQuestion::By::Words).size(), 5);
}

void TestRagTraining::goesOnAfterARestart()
{
    for (int i = 0; i < 60; ++i)
        write(u"%1.txt"_s.arg(i), "words of number " + QByteArray::number(i));
    const ProcessId id = submit({{u"resume"_s, false}});
    QTRY_VERIFY(m_readings.count() >= 10);
    start(); // the old queue goes in the middle of it
    QCOMPARE(int((*m_tracker->find(id))->status), int(ProcessStatus::Running));
    finish(id, ProcessStatus::Completed);
    // Those four at most were begun twice that were under way.
    const qsizetype count = m_readings.take().size();
    QVERIFY2(count >= 60 && count <= 64, qPrintable(QString::number(count)));
    QCOMPARE(ask(u"number"_s, RagQuestion::By::Words).size(), 5);
}

void TestRagTraining::sameDocumentsGiveTheSameAnswers()
{
    const QByteArrayList subjects{"apples", "pears", "plums", "cherries", "grapes", "figs"};
    for (int i = 0; i < 30; ++i) {
        write(u"%1.txt"_s.arg(i),
              "The " + subjects[i % 6] + " of tree " + QByteArray::number(i) + " are eaten with "
                  + subjects[(i + 1) % 6] + " in the month " + QByteArray::number(i % 12));
    }
    finish(submit(), ProcessStatus::Completed);
    const QStringList once = ask(u"Which figs are eaten with apples?"_s, RagQuestion::By::Vectors);
    QCOMPARE(once.size(), 5);
    finish(submit({{u"resume"_s, false}}), ProcessStatus::Completed);
    QCOMPARE(ask(u"Which figs are eaten with apples?"_s, RagQuestion::By::Vectors), once);
}

/// What was learned stays until a fifth of the passages came or went.
void TestRagTraining::addsToVectorsWhereLittleChanged()
{
    const QByteArrayList subjects{"disks", "printers", "users", "networks", "kernels"};
    for (int i = 0; i < 30; ++i) {
        write(u"%1.txt"_s.arg(i),
              "The " + subjects[i % 5] + " of number " + QByteArray::number(i) + " are mounted before "
                  + subjects[(i + 1) % 5] + " are.");
    }
    const auto generation = [this] {
        RagIndexReader index;
        if (!index.open(collectionFolder(m_options, u"default"_s)))
            qFatal("can't read the index");
        return index.generation();
    };
    finish(submit(), ProcessStatus::Completed);
    const RagGeneration first = generation();
    QCOMPARE(first.learnedFrom, 30);
    write(u"3.txt"_s, "Ferries leave the harbour at noon.");
    QVERIFY(QFile::remove(m_folder->filePath(u"docs/4.txt"_s)));
    finish(submit(), ProcessStatus::Completed);
    const RagGeneration second = generation();
    QCOMPARE(second.number, first.number + 1);
    QCOMPARE(second.modelHash, first.modelHash);
    QCOMPARE(second.changedSince, 3); // two went, one came
    QVERIFY(VectorFiles::areWhole(collectionFolder(m_options, u"default"_s), second));
    QCOMPARE(ask(u"the ferries of the harbour"_s, RagQuestion::By::Vectors).first(),
             u"3.txt: Ferries leave the harbour at n"_s);
    const QStringList found = ask(u"kernels of number 4"_s, RagQuestion::By::Vectors);
    QVERIFY(std::none_of(found.cbegin(), found.cend(),
                         [](const QString &passage) { return passage.startsWith(u"4.txt"_s); }));
    for (int i = 10; i < 12; ++i)
        write(u"%1.txt"_s.arg(i), "Another ferry leaves the harbour at midnight, number " + QByteArray::number(i));
    finish(submit(), ProcessStatus::Completed);
    const RagGeneration third = generation();
    QVERIFY(third.modelHash != first.modelHash);
    QCOMPARE(third.learnedFrom, 29);
    QCOMPARE(third.changedSince, 0);
}

void TestRagTraining::keepsItsCollectionFromBeingDeleted()
{
    write(u"a.txt"_s, "The first file.");
    finish(submit(), ProcessStatus::Completed);
    const RagCollections collections(m_options);
    QCOMPARE(collections.find(u"default"_s)->folders, QStringList{m_folder->filePath(u"docs"_s)});
    QVERIFY(collections.find(u"default"_s)->trainedAtMs > 0);
    m_readings.take();
    m_readings.isStuck = true;
    write(u"b.txt"_s, "The second file.");
    const ProcessId id = submit();
    QTRY_COMPARE(m_readings.count(), 1);
    QCOMPARE(collections.remove(u"default"_s).error().code, ErrorCode::Conflict);
    QCOMPARE(collections.rename(u"default"_s, u"b"_s).error().code, ErrorCode::Conflict);
    QCOMPARE(ask(u"first file"_s).size(), 1); // questions don't wait for it
    QVERIFY(m_tracker->cancel(id).ok());
    QVERIFY(QTest::qWaitFor([&] { return collections.rename(u"default"_s, u"b"_s).ok(); })); // once it has ended
    m_readings.isStuck = false;
    // The end of a training is told when the collection is nobody's.
    finish(submit({{u"collection"_s, u"b"_s}}), ProcessStatus::Completed);
    QVERIFY(collections.remove(u"b"_s).ok());
    QCOMPARE(collections.list().size(), size_t(0));
}

void TestRagTraining::mendsDamagedVectors()
{
    write(u"a.txt"_s, "words of a");
    write(u"b.txt"_s, "words of b");
    finish(submit(), ProcessStatus::Completed);
    QFile graph(VectorFiles::graph(m_options.dataDir + u"/rag/default"_s, 1));
    QVERIFY(graph.open(QIODevice::ReadWrite));
    QVERIFY(graph.seek(20));
    QVERIFY(graph.putChar('\x7f'));
    graph.close();

    RagQuestion question;
    question.question = u"words"_s;
    question.collection = u"default"_s;
    auto answer = RagSearch(m_options).find(question);
    QVERIFY(answer.ok());
    QVERIFY(answer->problem.contains("damaged"_L1));
    QCOMPARE(answer->passages.size(), 2U); // by their words

    m_readings.take();
    finish(submit(), ProcessStatus::Completed);
    QCOMPARE(m_readings.take(), QStringList{});
    answer = RagSearch(m_options).find(question);
    QVERIFY(answer.ok());
    QCOMPARE(answer->problem, QString());
}

void TestRagTraining::readsAtMostSoManyAtATime()
{
    for (int i = 0; i < 20; ++i)
        write(u"%1.txt"_s.arg(i), "words of number " + QByteArray::number(i));
    finish(submit(), ProcessStatus::Completed);
    QCOMPARE(m_readings.mostAtOnce, 4);
}

void TestRagTraining::keepsErrorsWithinBounds()
{
    const QString longName = QString(240, u'x');
    write(u"good.txt"_s, "words");
    for (int i = 0; i < 300; ++i)
        write(u"%1/%2%3.txt"_s.arg(longName.left(200), longName.left(200)).arg(i), "! " + QByteArray::number(i));
    const ProcessId id = submit();
    const QJsonObject told = finish(id, ProcessStatus::Completed);
    QCOMPARE(told.value("files_failed"_L1).toInt(), 300);
    QCOMPARE(told.value("errors"_L1).toArray().size(), 40);
}

void TestRagTraining::printsItsSteps()
{
    write(u"disks.txt"_s, "How to mount a disk: plug it in, and run the mount command as root.");
    write(u"new\nline.txt"_s, "?A printer is set up with CUPS, which has a page of its own for that.");
    write(u"secret.txt"_s, "!");
    m_options.parallelFiles = 1;
    start();
    const ProcessId first = submit();
    finish(first, ProcessStatus::Completed);
    QStringList lines = printed(first);
    const QString folder = m_folder->filePath(u"docs"_s);
    QCOMPARE(
        lines.mid(0, 6),
        QStringList({u"Looking for documents in "_s + QFileInfo(folder).canonicalFilePath(), u"Found 3 documents"_s,
                     u"disks.txt: 1 pages, 1 passages"_s, u"! new line.txt: procession-extract: Odd"_s,
                     u"new line.txt: 1 pages, 1 passages"_s, u"! secret.txt: It wants a password."_s}));
    QVERIFY2(lines.contains(u"Makes vectors of the passages, 2 in all, with fasttext 1"_s),
             qPrintable(lines.join(u'\n')));
    QVERIFY2(lines.contains(u"Indexed 2 of 2 passages"_s), qPrintable(lines.join(u'\n')));
    QCOMPARE(lines.last(), u"2 files read, 0 unchanged, 1 failed, 2 passages made"_s);

    const ProcessId again = submit();
    finish(again, ProcessStatus::Completed);
    lines = printed(again);
    QVERIFY(lines.contains(u"! secret.txt: couldn't be read before, and hasn't changed: It wants a password."_s));
    QVERIFY(lines.contains(u"Nothing has changed, so the vectors stay"_s));
    QCOMPARE(lines.last(), u"0 files read, 2 unchanged, 1 failed, 0 passages made"_s);
}

QTEST_GUILESS_MAIN(TestRagTraining)
#include "tst_ragtraining.moc"
