// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandworker.h"

#include "bytetext.h"
#include "commandjob.h"
#include "commandtext.h"
#include "jsonreader.h"
#include "limitreader.h"
#include "metadatakeys.h"

#include <QDir>
#include <QJsonArray>
#include <QRegularExpression>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype maxName = 512;
constexpr qsizetype maxPath = 4096;
constexpr qsizetype mostArguments = 10'000;

/// A request, read.
struct Asked
{
    QByteArrayList argv{"false"};
    QString folder;
    QByteArrayList environment;
    QString name;
    std::optional<std::chrono::milliseconds> timeout;
    std::chrono::milliseconds grace{10000};
    AttemptLimits limits;
};

Result<Asked> askedFrom(const QJsonObject &request)
{
    Asked asked;
    JsonReader reader(request);
    reader.onlyKeys({"argv"_L1, "folder"_L1, "environment"_L1, "name"_L1, "timeout"_L1, "grace"_L1, "max_memory"_L1,
                     "max_cpu_time"_L1, "limit_sustain"_L1, "output_timeout"_L1, "progress_timeout"_L1,
                     "retry_over_limit"_L1});
    const QJsonArray argv = reader.array("argv"_L1).value_or(QJsonArray());
    asked.argv.clear();
    if (argv.isEmpty() || argv.size() > mostArguments)
        reader.fail("argv"_L1, u"argv must be a list of texts: the program and its arguments."_s);
    for (const QJsonValue &value : argv) {
        if (!value.isString() || value.toString().contains(QChar()))
            reader.fail("argv"_L1, u"argv must be a list of texts without NUL."_s);
        asked.argv.append(ByteText::toBytes(value.toString()));
    }
    asked.folder = reader.text("folder"_L1, maxPath).value_or(u"/"_s);
    if (!QDir::isAbsolutePath(asked.folder) || asked.folder.contains(QChar()))
        reader.fail("folder"_L1, u"folder must be an absolute path on the server's machine."_s);
    const QJsonObject environment = reader.object("environment"_L1).value_or(QJsonObject());
    static const QRegularExpression variable(QRegularExpression::anchoredPattern(u"[A-Za-z_][A-Za-z0-9_]*"_s));
    for (auto it = environment.begin(); it != environment.end(); ++it) {
        if (!variable.match(it.key()).hasMatch() || !it.value().isString() || it.value().toString().contains(QChar()))
            reader.fail("environment"_L1, u"environment must be an object of variables and texts."_s);
        asked.environment.append(it.key().toUtf8() + '=' + ByteText::toBytes(it.value().toString()));
    }
    asked.name = reader.text("name"_L1, maxName).value_or(QString()).trimmed();
    asked.timeout = readDuration(reader, request, "timeout"_L1);
    asked.grace = readDuration(reader, request, "grace"_L1, 0ms).value_or(asked.grace);
    asked.limits = readLimits(reader, request);
    return reader.error() ? Result<Asked>(*reader.error()) : asked;
}

} // namespace

CommandWorker::CommandWorker(ToolOptions options, const QString &folder, const Clock &clock)
    : m_options(std::move(options))
    , m_folder(folder)
    , m_clock(clock)
{
}

Result<Plan> CommandWorker::plan(const QJsonObject &request) const
{
    const auto refused = [](const QString &message) { return Error{ErrorCode::InvalidField, message, u"argv"_s}; };
    // A server that takes no commands says so before it says what is wrong with one.
    if (!m_options.allowsAnyProgram && m_options.allowedPrograms.isEmpty()) {
        return refused(u"This server runs no commands of its clients. [commands] allow = [\"/usr/bin/rsync\"] in its "
                       "configuration names programs that it runs, allow_any = true allows all."_s);
    }
    const auto asked = askedFrom(request);
    if (!asked)
        return asked.error();
    const QString program = ByteText::fromBytes(asked->argv.constFirst());
    if (!m_options.allowsAnyProgram && !m_options.allowedPrograms.contains(program)) {
        return refused(u"This server doesn't run %1; [commands] allow in its configuration names the programs that it "
                       "runs, by their absolute paths."_s.arg(ByteText::shown(program).left(200)));
    }
    Plan plan;
    plan.name = asked->name.isEmpty() ? toldCommand(asked->argv, CommandLineDetail::Off) : asked->name;
    if (plan.name.isEmpty())
        plan.name = u"command"_s;
    plan.timeout = asked->timeout;
    plan.request = request;
    plan.metadata = {{MetadataKeys::command, toldCommand(asked->argv, CommandLineDetail::Masked)}};
    plan.limits = asked->limits;
    return plan;
}

std::unique_ptr<Job> CommandWorker::attempt(const Process &process, const QJsonObject &request)
{
    const auto asked = askedFrom(request);
    const Asked command = asked ? *asked : Asked(); // planned a moment before
    return std::make_unique<CommandJob>(JobCommand{.argv = command.argv,
                                                   .folder = ByteText::toBytes(command.folder),
                                                   .environment = sharedEnvironment() + command.environment,
                                                   .grace = command.grace,
                                                   .limits = command.limits,
                                                   .lockFile = m_folder.lockFile(process.id)},
                                        process.id, process.attempt, m_clock);
}

} // namespace Procession
