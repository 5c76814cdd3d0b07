// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "bytetext.h"
#include "commandline.h"
#include "commandsupport.h"
#include "documentextraction.h"
#include "documentsummary.h"
#include "processfollower.h"
#include "runreporter.h"
#include "terminal.h"
#include "unixsignals.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QTimer>

#include <csignal>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxShownHeadings = 40;
constexpr qsizetype maxName = 512; // what the server takes
constexpr std::chrono::milliseconds requestTimeout{5000};
/// How often it is reported at least: the answer tells whether someone cancelled it.
constexpr std::chrono::milliseconds beat{1000};

QString summaryText(const QString &name, const QJsonObject &summary)
{
    const QString language = summary.value("language"_L1).toString();
    const auto number = [&summary](QLatin1StringView key) {
        return QLocale(QLocale::English).toString(summary.value(key).toInteger());
    };
    const qint64 withoutText = summary.value("pages_without_text"_L1).toInteger();
    QString pages = number("pages"_L1);
    if (withoutText > 0)
        pages += u", %1 of them without text"_s.arg(withoutText);
    if (const qint64 recognized = summary.value("pages_recognized"_L1).toInteger(); recognized > 0) {
        pages += u", %1 of them recognised in images, %2 % sure"_s.arg(recognized)
                     .arg(summary.value("mean_confidence"_L1).toInteger());
    }
    QString text = PlainText::line(name) + u'\n'
        + Terminal::table({{u"format"_s, PlainText::line(summary.value("format"_L1).toString())},
                           {u"pages"_s, pages},
                           {u"words"_s, number("words"_L1)},
                           {u"language"_s, language.isEmpty() ? u"uncertain"_s : PlainText::line(language)}},
                          0);
    const QJsonArray headings = summary.value("headings"_L1).toArray();
    for (qsizetype i = 0; i < std::min(headings.size(), maxShownHeadings); ++i) {
        const QJsonObject heading = headings[i].toObject();
        text += QString(heading.value("level"_L1).toInt() * 2, u' ')
            + PlainText::line(heading.value("text"_L1).toString())
            + u"  (page %1)\n"_s.arg(heading.value("page"_L1).toInt());
    }
    const qint64 more =
        std::max<qint64>(0, headings.size() - maxShownHeadings) + summary.value("headings_left_out"_L1).toInteger();
    if (more > 0)
        text += u"  and %1 more headings\n"_s.arg(more);
    return text;
}

/// The pages, parted by form feeds. On a terminal no character of theirs steers it.
void printText(const QStringList &pages)
{
    const QString text = pages.join(u"\n\f"_s) + u'\n';
    Terminal::print(Terminal::isInteractive() ? PlainText::lines(text) : text);
}

void printDocument(const SubcommandLine &line, const RunOptions &options, const DocumentText &document,
                   QJsonObject summary)
{
    if (line.wantsJson()) {
        summary.remove("stage"_L1);
        summary.remove("current_page"_L1);
        QJsonObject answer{{u"process_id"_s, options.id.toString()}, {u"document"_s, summary}};
        if (line.isSet(u"text"_s))
            answer.insert(u"text"_s, QJsonArray::fromStringList(document.pages));
        printJson(answer);
    } else if (line.isSet(u"text"_s)) {
        printText(document.pages);
    } else {
        Terminal::print(summaryText(options.name, summary));
    }
}

/// Reads a document on this machine, prints it, and reports it as a process, page by page, for as long as the server
/// will have it: a server that is away, or refuses, costs nothing but the report.
class DocumentSession : public QObject
{
public:
    DocumentSession(const SubcommandLine &line, RunOptions options, const QString &path,
                    const ExtractionOptions &extraction)
        : m_line(line)
        , m_options(std::move(options))
        , m_api(line.endpoint(), requestTimeout)
        , m_reporter(m_api, m_options, [this] { return compose(); })
        , m_extraction(std::make_unique<DocumentExtraction>(path, extraction))
    {
        connect(m_extraction.get(), &DocumentExtraction::progressed, this, [this](int pagesDone, int pages) {
            m_pagesDone = pagesDone;
            m_pages = pages;
            m_reporter.touch();
        });
        connect(m_extraction.get(), &DocumentExtraction::finished, this, &DocumentSession::takeResult);
        connect(&m_reporter, &RunReporter::reported, this, &DocumentSession::finishUnlessRunning);
        connect(&m_reporter, &RunReporter::overruled, this, [this](const ProcessPtr &process) {
            m_reporter.stop();
            if (m_status == ProcessStatus::Running) {
                Terminal::printError(u"%1 on the server."_s.arg(wireName((*process)->status)));
                giveUp();
                m_status = ProcessStatus::Cancelled;
            }
            finish();
        });
        connect(&m_reporter, &RunReporter::refused, this,
                [this](const ApiError &error) { goOnUntracked(error.error.message); });
        connect(&m_reporter, &RunReporter::reachableChanged, this, [this](bool reachable, const QString &problem) {
            if (!reachable)
                goOnUntracked(problem);
        });
        m_heartbeat.setInterval(beat);
        connect(&m_heartbeat, &QTimer::timeout, this, [this] { m_reporter.flush(); });
        m_finalTimer.setSingleShot(true);
        connect(&m_finalTimer, &QTimer::timeout, this, [this] { finish(); });
    }

    /// Returns the exit code once the document is printed and the server was told, or isn't there.
    int run()
    {
        m_reporter.start();
        m_heartbeat.start();
        m_extraction->begin();
        QCoreApplication::exec();
        return m_exitCode;
    }
    /// The user wants it to stop.
    void cancel()
    {
        if (m_status != ProcessStatus::Running) {
            finish();
            return;
        }
        giveUp();
        end(ProcessStatus::Cancelled);
    }

private:
    void takeResult(const Result<DocumentText> &result)
    {
        m_result = result;
        if (result) {
            printDocument(m_line, m_options, *result, summaryMetadata(*result));
        } else {
            Terminal::printError(result.error().message);
            m_exitCode = ExitCode::refused;
        }
        end(result ? ProcessStatus::Completed : ProcessStatus::Failed);
    }

    void giveUp()
    {
        m_extraction.reset();
        m_exitCode = ExitCode::cancelled;
    }

    void goOnUntracked(const QString &problem)
    {
        Terminal::printError(problem + u" The document is read all the same, untracked."_s);
        finishUnlessRunning();
    }

    /// Tells the server, where it is there.
    void end(ProcessStatus status)
    {
        m_status = status;
        m_heartbeat.stop();
        if (m_reporter.isReachable() && !m_reporter.isStopped()) {
            m_finalTimer.start(m_options.finalWait);
            m_reporter.flush();
        } else {
            m_finalTimer.start(0);
        }
    }

    void finishUnlessRunning()
    {
        if (m_status != ProcessStatus::Running)
            finish();
    }
    static void finish() { QMetaObject::invokeMethod(qApp, &QCoreApplication::quit, Qt::QueuedConnection); }

    ReportChange compose() const
    {
        ReportChange report{.status = m_status};
        if (m_status == ProcessStatus::Running) {
            report.metadataUpdate = {{u"stage"_s, u"reading"_s}, {u"current_page"_s, m_pagesDone}};
            if (m_pagesDone > 0)
                report.message = pageMessage(m_pagesDone, m_pages);
            if (m_pages > 0)
                report.progress = std::min(100.0, 100.0 * m_pagesDone / m_pages);
        } else if (m_result && *m_result) {
            report.progress = 100;
            report.message = summaryMessage(**m_result);
            report.metadataUpdate = summaryMetadata(**m_result);
        } else if (m_result) {
            report.errorMessage = m_result->error().message;
            report.metadataUpdate = {{u"reason"_s, m_result->error().field}};
        }
        return report;
    }

    const SubcommandLine &m_line;
    const RunOptions m_options;
    ApiClient m_api;
    RunReporter m_reporter;
    QTimer m_heartbeat;
    QTimer m_finalTimer;
    std::unique_ptr<DocumentExtraction> m_extraction;
    int m_pagesDone = 0;
    int m_pages = 0;
    ProcessStatus m_status = ProcessStatus::Running;
    std::optional<Result<DocumentText>> m_result;
    int m_exitCode = ExitCode::ok;
};

int readHere(const SubcommandLine &line, const QString &path, const ExtractionOptions &extraction)
{
    RunOptions options;
    options.command = {"processionctl", "document", ByteText::toBytes(path)};
    options.id = ProcessId::generate(QDateTime::currentMSecsSinceEpoch());
    options.type = u"document_processing"_s;
    options.name = shortened(ByteText::shown(QFileInfo(path).fileName()), maxName);
    options.retries = 0; // who asked for it is here to ask again
    options.finalWait = std::chrono::seconds(5);

    UnixSignals signalWatch({SIGINT, SIGTERM, SIGHUP});
    DocumentSession session(line, options, path, extraction);
    QObject::connect(&signalWatch, &UnixSignals::received, &session, [&session] { session.cancel(); });
    return session.run();
}

/// Has the server read a file of its own, and waits for it.
int readThere(const SubcommandLine &line, const QString &path)
{
    return submit(line, u"/documents"_s, {{u"path"_s, path}}, [&line](const ProcessId &id) {
        ProcessFollower follower(line.endpoint(), id);
        const int exitCode = follower.waitForEnd();
        const ProcessPtr process = follower.last();
        if (process && line.wantsJson())
            printJson({{u"process"_s, QJsonDocument::fromJson(process->json()).object()}});
        else if (exitCode == ExitCode::ok)
            Terminal::print(summaryText((*process)->name, (*process)->metadata.toObject()));
        return exitCode;
    });
}

} // namespace

int documentCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"document"_s,
        u"Reads a document: its format, pages, words, language and headings, or with --text its text. It is read on\n"
        "this machine, in a process of its own with little memory and time, and reported as a process of the type\n"
        "document_processing, where there is a server. Reads PDF, DOCX, ODT, RTF, DOC, XLSX, ODS, CSV, PPTX, ODP,\n"
        "DXF, EPUB, EML, HTML, Markdown and plain text, also packed with gzip, and scans.\n"
        "With --on-server, FILE is an absolute path on the server's machine, in one of the folders that its\n"
        "configuration allows."_s,
        u"FILE"_s);
    line.addFlag(u"text"_s, u"Print the text, its pages parted by form feeds."_s);
    line.addFlag(u"on-server"_s, u"Have the server read a file on its machine."_s);
    line.addNumber(u"max-pages"_s, u"The most pages that a document may have (default 5000)."_s, u"number"_s, 1, 1e6);
    line.addNumber(u"max-seconds"_s, u"The most seconds of processor time for it (default 60)."_s, u"seconds"_s, 1,
                   86400);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (line.arguments().size() != 1)
        return line.usageError(u"Name one document."_s);
    const auto pages = line.number(u"max-pages"_s);
    const auto seconds = line.number(u"max-seconds"_s);
    const bool onServer = line.isSet(u"on-server"_s);
    if (onServer && (line.isSet(u"text"_s) || pages || seconds))
        return line.usageError(u"--text and the limits don't go with --on-server."_s);
    const QString path = line.arguments().constFirst();
    if (onServer)
        return readThere(line, path);

    ExtractionOptions extraction;
    extraction.allowed = DocumentFolders::anywhere();
    if (pages)
        extraction.limits.pages = static_cast<int>(*pages);
    if (seconds) {
        extraction.limits.processorTime = std::chrono::seconds(static_cast<int>(*seconds));
        extraction.limits.time = 3 * extraction.limits.processorTime;
    }
    return readHere(line, path, extraction);
}

} // namespace Procession
