// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "bytetext.h"
#include "commandline.h"
#include "commandsupport.h"
#include "documentsession.h"
#include "documentsummary.h"
#include "processfollower.h"
#include "terminal.h"
#include "unixsignals.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>
#include <QJsonArray>
#include <QLocale>

#include <csignal>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype maxShownHeadings = 40;
constexpr qsizetype maxName = 512; // what the server takes

QString summaryText(const QString &name, const QJsonObject &summary)
{
    const QString language = summary.value("language"_L1).toString();
    const auto number = [&summary](QLatin1StringView key) {
        return QLocale(QLocale::English).toString(summary.value(key).toInteger());
    };
    const qint64 withoutText = summary.value("pages_without_text"_L1).toInteger();
    const QString pages =
        number("pages"_L1) + (withoutText > 0 ? u", %1 of them without text"_s.arg(withoutText) : QString());
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

void printDocument(const SubcommandLine &line, const QString &name, const ProcessId &id, const DocumentText &document)
{
    QString beginning;
    for (const QString &page : document.pages) {
        if (beginning.size() < maxBeginning)
            beginning += page.left(maxBeginning) + u'\n';
    }
    QJsonObject summary = summaryMetadata(document, beginning);
    if (line.wantsJson()) {
        summary.remove("stage"_L1);
        summary.remove("current_page"_L1);
        QJsonObject answer{{u"process_id"_s, id.toString()}, {u"document"_s, summary}};
        if (line.isSet(u"text"_s))
            answer.insert(u"text"_s, QJsonArray::fromStringList(document.pages));
        printJson(answer);
    } else if (line.isSet(u"text"_s)) {
        printText(document.pages);
    } else {
        Terminal::print(summaryText(name, summary));
    }
}

int readHere(const SubcommandLine &line, const QString &path, const ExtractionOptions &extraction)
{
    RunOptions options;
    options.command = {"processionctl", "document", ByteText::toBytes(path)};
    options.id = ProcessId::generate(QDateTime::currentMSecsSinceEpoch());
    options.type = u"document_processing"_s;
    options.name = shortened(ByteText::shown(QFileInfo(path).fileName()), maxName);
    options.retries = 0; // who asked for it is here to ask again
    options.finalWait = std::chrono::seconds(5);

    int exitCode = ExitCode::ok;
    UnixSignals signalWatch({SIGINT, SIGTERM, SIGHUP});
    DocumentSession session(line.endpoint(), options, path, extraction);
    QObject::connect(&signalWatch, &UnixSignals::received, &session, &DocumentSession::cancel);
    QObject::connect(&session, &DocumentSession::cancelled, &session, [&exitCode] { exitCode = ExitCode::cancelled; });
    QObject::connect(&session, &DocumentSession::extracted, &session, [&](const Result<DocumentText> &result) {
        if (result) {
            printDocument(line, options.name, options.id, *result);
        } else {
            Terminal::printError(result.error().message);
            exitCode = ExitCode::refused;
        }
    });
    QObject::connect(
        &session, &DocumentSession::finished, qApp, [] { QCoreApplication::quit(); }, Qt::QueuedConnection);
    session.start();
    QCoreApplication::exec();
    return exitCode;
}

/// Prints how the server's process ended; its exit code.
int printEnd(const SubcommandLine &line, const ApiReply<ProcessPtr> &reply)
{
    if (line.wantsJson())
        printJson({{u"process"_s, reply.body.value("process"_L1)}});
    const Process &process = ***reply;
    if (process.status == ProcessStatus::Completed) {
        if (!line.wantsJson())
            Terminal::print(summaryText(process.name, process.metadata.toObject()));
        return ExitCode::ok;
    }
    Terminal::printError(process.errorMessage.isEmpty()
                             ? u"the server's process ended as %1."_s.arg(wireName(process.status))
                             : process.errorMessage.toString());
    return ExitCode::refused;
}

/// Has the server read a file of its own, and waits for it.
int readThere(const SubcommandLine &line, const QString &path)
{
    ApiClient api(line.endpoint());
    const auto started = waitFor<ProcessPtr>([&](const auto &done) {
        api.submit(u"/documents"_s, {{u"path"_s, path}}, done);
    });
    if (!started)
        return reportProblem(started.error());
    const ProcessId id = (**started)->id;
    ProcessFollower follower(line.endpoint(), id);
    const auto leave = [] { QCoreApplication::quit(); };
    QObject::connect(&follower, &ProcessFollower::ended, qApp, leave, Qt::QueuedConnection);
    QObject::connect(&follower, &ProcessFollower::forgotten, qApp, leave, Qt::QueuedConnection);
    QObject::connect(&follower, &ProcessFollower::refused, qApp, leave, Qt::QueuedConnection);
    follower.start();
    QCoreApplication::exec();

    const auto ended = waitFor<ProcessPtr>([&](const auto &done) { api.get(id, done); });
    return ended ? printEnd(line, ended) : reportProblem(ended.error());
}

} // namespace

int documentCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"document"_s,
        u"Reads a document: its format, pages, words, language and headings, or with --text its text. It is read on\n"
        "this machine, in a process of its own with little memory and time, and reported as a process of the type\n"
        "document_processing, where there is a server. Reads PDF, DOCX, ODT, HTML, Markdown, plain text (also\n"
        "packed with gzip), RTF, and DOC where antiword or catdoc is installed.\n"
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
