// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that write what a server knows to a file, and take it from one.
#include "apijson.h"
#include "backup.h"
#include "bytetext.h"
#include "commandline.h"
#include "commands.h"
#include "commandsupport.h"
#include "privatefile.h"
#include "programstart.h"
#include "terminal.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

#include <fcntl.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// The file that an export goes to, or standard output where none is named, whose reader may leave.
class ExportOutput
{
public:
    explicit ExportOutput(const QString &path)
    {
        if (!path.isEmpty() && path != "-"_L1 && path != "/dev/stdout"_L1)
            m_replacement.emplace(path);
    }

    Result<void> open() { return m_replacement ? m_replacement->open() : Result<void>(); }
    void write(const QByteArray &bytes)
    {
        if (!m_replacement)
            Terminal::write(bytes);
        else
            m_isWhole = m_isWhole && m_replacement->file().write(bytes) == bytes.size();
    }
    /// Errors: Io, also where something wasn't written.
    Result<void> commit()
    {
        if (!m_replacement)
            return {};
        if (!m_isWhole)
            return Error{ErrorCode::Io, u"The export: %1."_s.arg(m_replacement->file().errorString()), {}};
        return m_replacement->commit();
    }

private:
    std::optional<PrivateFile::Replacement> m_replacement;
    bool m_isWhole = true;
};

/// Hands every process that matches to `take`, page by page. An exit code where that breaks off.
template <typename Take>
std::optional<int> forEachProcess(ApiClient &api, const QUrlQuery &filter, Take take)
{
    QString cursor;
    do {
        QUrlQuery query = filter;
        query.addQueryItem(u"limit"_s, u"1000"_s);
        if (!cursor.isEmpty())
            addQueryValue(query, u"cursor"_s, cursor);
        const auto reply = waitFor<ProcessPage>([&](const auto &done) { api.list(query, done); });
        if (!reply && reply.error().code == "no_history"_L1)
            return std::nullopt;
        if (!reply)
            return reportProblem(reply.error());
        for (const QJsonValue &process : reply.body.value("processes"_L1).toArray())
            take(process.toObject());
        cursor = reply->nextCursor;
    } while (!cursor.isEmpty());
    return std::nullopt;
}

constexpr std::array csvColumns{"process_id"_L1, "process_type"_L1, "status"_L1,        "name"_L1,    "description"_L1,
                                "progress"_L1,   "message"_L1,      "error_message"_L1, "attempt"_L1, "created_at"_L1,
                                "started_at"_L1, "completed_at"_L1, "metadata"_L1};

/// A field as RFC 4180 has it. What somebody wrote is neither a formula for a spreadsheet, which takes what begins
/// with =, +, - or @ for one, nor a command for a terminal.
QByteArray csvField(const QJsonValue &value, bool isMoment)
{
    QString text;
    if (isMoment && value.isDouble())
        text = QDateTime::fromMSecsSinceEpoch(millisecondsFrom(value)).toUTC().toString(Qt::ISODateWithMs);
    else if (value.isObject())
        text = PlainText::json(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    else if (!value.isNull())
        text = value.toVariant().toString();
    if (value.isString()) {
        text = PlainText::lines(text);
        if (text.startsWith(u'=') || text.startsWith(u'+') || text.startsWith(u'-') || text.startsWith(u'@')
            || text.startsWith(u'\t'))
            text.prepend(u'\'');
    }
    if (text.contains(u',') || text.contains(u'"') || text.contains(u'\n') || text.contains(u'\r'))
        text = u'"' + text.replace(u'"', u"\"\""_s) + u'"';
    return text.toUtf8();
}

QByteArray csvLine(const QJsonObject &process)
{
    QByteArrayList fields;
    for (const QLatin1StringView column : csvColumns)
        fields.append(csvField(process.value(column), column.endsWith("_at"_L1)));
    return fields.join(',') + "\r\n";
}

QByteArray csvHeading()
{
    QByteArrayList names;
    for (const QLatin1StringView column : csvColumns)
        names.append(QByteArray(column.data(), column.size()));
    return names.join(',') + "\r\n";
}

/// Opens a file of that name, which need not be UTF-8 (see ByteText). `file` says why where it can't.
bool openToRead(QFile &file, const QString &path)
{
    file.setFileName(ByteText::shown(path));
    if (file.fileName() == path)
        return file.open(QIODevice::ReadOnly);
    const int descriptor = ::open(ByteText::toBytes(path).constData(), O_RDONLY | O_CLOEXEC);
    // Without a descriptor QFile has the same reason to give.
    return descriptor >= 0 ? file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle)
                           : file.open(QIODevice::ReadOnly);
}

constexpr int importPortion = 500;

/// What became of the lines of an import.
struct ImportTally
{
    qint64 created = 0;
    qint64 known = 0;
    qint64 refused = 0;

    /// `firstLine` is the number in the file of the line that the first outcome is of.
    void take(const std::vector<LineOutcome> &outcomes, qint64 firstLine)
    {
        qint64 line = firstLine;
        for (const LineOutcome &outcome : outcomes) {
            if (!outcome.refusal)
                ++(outcome.created ? created : known);
            else if (++refused <= 10)
                Terminal::printError(u"line %1: %2"_s.arg(line).arg(outcome.refusal->error.message));
            ++line;
        }
    }
};

} // namespace

int exportCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"export"_s,
        u"Writes every process, live and finished, to a file or to standard output: a JSON object a line,\n"
        "which import takes, or a table for a spreadsheet."_s,
        u"[FILE]"_s, SubcommandLine::Output::Text);
    line.addValue(u"format"_s, u"jsonl (default) or csv."_s, u"format"_s, u"jsonl"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const QString format = line.value(u"format"_s);
    if (format != "jsonl"_L1 && format != "csv"_L1)
        return line.usageError(u"--format must be jsonl or csv."_s);
    if (line.arguments().size() > 1)
        return line.usageError(u"Name one file."_s);
    ApiClient api(line.endpoint());
    outliveFileSizeLimit();
    ExportOutput output(line.arguments().value(0));
    if (const auto opened = output.open(); !opened)
        return reportProblem(opened.error());

    const bool isCsv = format == "csv"_L1;
    if (isCsv)
        output.write(csvHeading());
    // What is tracked comes first: a process that ends meanwhile is then met twice, not never.
    QSet<std::pair<QString, double>> seen;
    const auto take = [&](const QJsonObject &process) {
        const std::pair key(process.value("process_id"_L1).toString(), process.value("created_at"_L1).toDouble());
        if (seen.contains(key))
            return;
        seen.insert(key);
        output.write(isCsv ? csvLine(process)
                           : PlainText::json(QJsonDocument(process).toJson(QJsonDocument::Compact)).toUtf8() + '\n');
    };
    QUrlQuery finished;
    finished.addQueryItem(u"finished_after"_s, u"0"_s);
    for (QUrlQuery query : {QUrlQuery(), finished}) {
        query.addQueryItem(u"full"_s, u"1"_s); // with the earlier attempts
        if (const auto exitCode = forEachProcess(api, query, take))
            return *exitCode;
    }
    const auto committed = output.commit();
    return committed ? ExitCode::ok : reportProblem(committed.error());
}

int importCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"import"_s,
        u"Takes over processes that export wrote (jsonl), as they stood there. One that is there already\n"
        "and stands otherwise is refused; the others are taken all the same."_s,
        u"FILE (- for standard input)"_s, SubcommandLine::Output::Text);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (line.arguments().size() != 1)
        return line.usageError(u"Name the file to read."_s);
    const QString path = line.arguments().constFirst();
    QFile file;
    if (!(path == "-"_L1 ? file.open(stdin, QIODevice::ReadOnly) : openToRead(file, path))) {
        Terminal::printError(u"%1: %2."_s.arg(file.fileName(), file.errorString()));
        return ExitCode::usage;
    }
    ApiClient api(line.endpoint());
    ImportTally tally;
    qint64 firstLine = 1;
    while (!file.atEnd()) {
        QByteArray portion;
        int lines = 0;
        constexpr qsizetype maxBytes = 4 * 1024 * 1024;
        while (lines < importPortion && portion.size() < maxBytes) {
            const QByteArray text = file.readLine().trimmed();
            if (text.isEmpty() && file.atEnd())
                break;
            portion += (text.isEmpty() ? QByteArray("null") : text) + '\n'; // keeps the count of lines right
            ++lines;
        }
        if (lines == 0)
            break;
        const auto reply = waitFor<std::vector<LineOutcome>>([&](const auto &done) { api.import(portion, done); });
        if (!reply)
            return reportProblem(reply.error());
        tally.take(*reply, firstLine);
        firstLine += lines;
    }
    Terminal::print(
        u"%1 imported, %2 were there already, %3 refused.\n"_s.arg(tally.created).arg(tally.known).arg(tally.refused));
    return tally.refused == 0 ? ExitCode::ok : ExitCode::refused;
}

int backupCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"backup"_s,
        u"Copies the database of a server on this machine to a new file: whole, as it is at one moment,\n"
        "while the server runs or not; the summaries of runs to FILE-analytics.db, what alerts know to\n"
        "FILE-alerts.db, and what its processes printed to the new folder FILE-output.\n"
        "Only you may read them; what is there already stays as it is. To go back to it, stop the server,\n"
        "put the files in the place of procession.db, analytics.db and alerts.db in its data folder, without\n"
        "the files beside those (-wal, -shm), and the folder in the place of the folder output there."_s,
        u"FILE"_s, SubcommandLine::Output::Text);
    line.asksNoServer();
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (line.arguments().size() != 1)
        return line.usageError(u"Name the file to write."_s);
    outliveFileSizeLimit();
    const auto done = backUp(line.dataDir(), line.arguments().constFirst());
    return done ? ExitCode::ok : reportProblem(done.error());
}

} // namespace Procession
