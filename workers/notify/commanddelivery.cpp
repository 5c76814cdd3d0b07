// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commanddelivery.h"

#include "channelsecrets.h"
#include "commandrunner.h"
#include "descriptor.h"
#include "messagevalues.h"
#include "openairequest.h"
#include "plaintext.h"

#include <QEventLoop>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTimer>

#include <sys/mman.h>
#include <unistd.h>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds grace{2000}; // between SIGTERM and SIGKILL
constexpr qsizetype mostOutput = 4096;           // bytes of its end that are kept
constexpr qsizetype longestVariable = 1000;

/// What the command is told in its environment. Its texts are one line each.
QList<std::pair<QByteArray, QByteArray>> variablesOf(const Notification &notification)
{
    static const QStringList names{u"id"_s,   u"episode"_s, u"kind"_s, u"severity"_s,
                                   u"rule"_s, u"title"_s,   u"link"_s, u"count"_s};
    const QMap<QString, QJsonValue> values = valuesOf(notification);
    QList<std::pair<QByteArray, QByteArray>> variables;
    for (const QString &name : names) {
        const QString value = shortenedTo(PlainText::line(plainText(values.value(name))), longestVariable);
        variables.emplaceBack("PROCESSION_ALERT_" + name.toUpper().toLatin1(), value.toUtf8());
    }
    return variables;
}

QByteArray inputOf(const Notification &notification)
{
    return QJsonDocument(toJson(notification)).toJson(QJsonDocument::Compact) + '\n';
}

/// A file without a name, to be read from its beginning. A command that reads nothing holds up nobody.
Descriptor fileOf(const QByteArray &bytes)
{
    Descriptor file(::memfd_create("notification", MFD_CLOEXEC));
    if (file.number() >= 0
        && ::write(file.number(), bytes.constData(), static_cast<size_t>(bytes.size())) != bytes.size())
        return Descriptor();
    ::lseek(file.number(), 0, SEEK_SET);
    return file;
}

CommandPlan planOf(const CommandSettings &command, const Notification &notification, const ChannelSecrets &secrets)
{
    CommandPlan plan{.command = {}, .environment = sharedEnvironment(), .joined = true, .grace = grace};
    for (const QString &argument : command.argv)
        plan.command.append(QFile::encodeName(argument));
    for (const auto &[name, value] : command.environment.asKeyValueRange())
        plan.environment.append(name.toUtf8() + '=' + value.toUtf8());
    for (const auto &[name, value] : secrets.values().asKeyValueRange())
        plan.environment.append(name.toUtf8() + '=' + value.toUtf8());
    for (const auto &[name, value] : variablesOf(notification))
        plan.environment.append(name + '=' + value);
    plan.folder = command.folder.isEmpty() ? "/" : QFile::encodeName(command.folder);
    return plan;
}

QString lastLine(const QByteArray &output)
{
    return QString::fromUtf8(output.trimmed().split('\n').constLast());
}

} // namespace

DeliveryPreview previewOfCommand(const CommandSettings &command, const Notification &notification)
{
    DeliveryPreview preview{.method = "RUN",
                            .target =
                                QJsonDocument(QJsonArray::fromStringList(command.argv)).toJson(QJsonDocument::Compact),
                            .body = inputOf(notification)};
    for (const auto &[name, value] : command.environment.asKeyValueRange())
        preview.headers.emplaceBack(name.toUtf8(), value.toUtf8());
    for (const auto &[name, source] : command.secrets.asKeyValueRange())
        preview.headers.emplaceBack(name.toUtf8(), ChannelSecrets::mask().toUtf8());
    preview.headers += variablesOf(notification);
    return preview;
}

DeliveryOutcome deliverByCommand(const ChannelSettings &channel, const CommandSettings &command,
                                 const Notification &notification, const Clock &clock, const std::stop_token &stop)
{
    const auto secrets = ChannelSecrets::read(command.secrets);
    if (!secrets)
        return DeliveryOutcome::again(secrets.error().message);
    const Descriptor input = fileOf(inputOf(notification));
    if (input.number() < 0 || !hasDescriptorsToConnect())
        return DeliveryOutcome::again(u"This program has no file descriptors left to run a command with."_s);
    CommandPlan plan = planOf(command, notification, *secrets);
    plan.input = input.number();

    QByteArray output;
    CommandEnding ending;
    bool isOver = false;
    bool isLate = false;
    QEventLoop loop;
    QTimer limit;
    const auto keepEnd = [&output](QByteArrayView bytes) {
        output.append(bytes);
        output = output.last(std::min(mostOutput, output.size()));
    };
    CommandRunner runner(CommandRunner::Place::Apart, {.output = keepEnd, .errorOutput = {}}, clock);
    QObject::connect(&runner, &CommandRunner::finished, &loop, [&](const CommandEnding &how) {
        ending = how;
        isOver = true;
        loop.quit();
    });
    QObject::connect(&limit, &QTimer::timeout, &runner, [&] {
        isLate = true;
        runner.terminate(grace);
    });
    limit.setSingleShot(true);
    limit.start(channel.timeout);
    runner.start(plan);
    const std::stop_callback end(stop, [&runner] {
        QMetaObject::invokeMethod(
            &runner, [&runner] { runner.kill(); }, Qt::QueuedConnection);
    });
    if (!isOver)
        loop.exec();
    if (stop.stop_requested())
        return DeliveryOutcome::again(u"It was stopped before the command had ended."_s);
    if (isLate)
        return DeliveryOutcome::again(u"The command took longer than %1 s and was ended."_s.arg(
            std::chrono::duration<double>(channel.timeout).count()));
    if (ending.exitCode == 0)
        return DeliveryOutcome::delivered();
    return DeliveryOutcome::again(secrets->hide(ending.problem + u": "_s + lastLine(output)));
}

} // namespace Procession
