// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "channelreader.h"

#include "nearestname.h"

#include <QDir>
#include <QRegularExpression>

namespace Procession {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr qsizetype longestText = 65536;

bool isOneOfServices(const QString &kind)
{
    static const QStringList services{u"slack"_s,    u"mattermost"_s, u"discord"_s,
                                      u"telegram"_s, u"ntfy"_s,       u"pagerduty"_s};
    return services.contains(kind);
}

} // namespace

QStringList channelKinds()
{
    return {u"webhook"_s,    u"mail"_s,    u"command"_s,  u"desktop"_s, u"slack"_s,
            u"mattermost"_s, u"discord"_s, u"telegram"_s, u"ntfy"_s,    u"pagerduty"_s};
}

void ChannelReader::onlyKeys(const QStringList &keys)
{
    const QStringList known = QStringList{u"kind"_s, u"timeout"_s, u"connect_timeout"_s, u"max_running"_s} + keys;
    for (auto it = m_json.begin(); it != m_json.end(); ++it) {
        const QString key = it.key();
        if (known.contains(key))
            continue;
        const QByteArray shown = key.left(64).toUtf8();
        m_reader.fail(QLatin1StringView(shown),
                      u"A channel of this kind has no \"%1\""_s.arg(key.left(64)) + suggestion(key, known));
        return;
    }
}

QString ChannelReader::text(QLatin1StringView key, bool isRequired)
{
    const QString value = m_reader.text(key, longestText).value_or(QString());
    if (isRequired && value.isEmpty())
        fail(key, u"%1 is missing."_s.arg(key));
    return value;
}

QString ChannelReader::path(QLatin1StringView key)
{
    const QString value = text(key, false);
    if (!value.isEmpty() && !QDir::isAbsolutePath(value))
        fail(key, u"%1 must be an absolute path."_s.arg(key));
    return value;
}

SecretSource ChannelReader::secret(QLatin1StringView key, bool isRequired)
{
    const QByteArray name(key.data(), key.size());
    const QByteArray fileKey = name + "_file";
    const QByteArray variableKey = name + "_env";
    const SecretSource source{.file = path(QLatin1StringView(fileKey)),
                              .variable = text(QLatin1StringView(variableKey), false)};
    if (isRequired && !source.isSet())
        fail(QLatin1StringView(fileKey), u"%1_file or %1_env must say where the secret is."_s.arg(key));
    if (!source.file.isEmpty() && !source.variable.isEmpty())
        fail(QLatin1StringView(variableKey), u"Only one of %1_file and %1_env can be there."_s.arg(key));
    return source;
}

QMap<QString, QString> ChannelReader::texts(QLatin1StringView key)
{
    QMap<QString, QString> result;
    const QJsonObject all = m_reader.object(key).value_or(QJsonObject());
    for (auto it = all.begin(); it != all.end(); ++it) {
        if (!it.value().isString() || it.value().toString().contains(QChar()))
            fail(key, u"%1 must be a table of texts."_s.arg(key));
        result.insert(it.key(), it.value().toString());
    }
    return result;
}

QStringList ChannelReader::list(QLatin1StringView key)
{
    QStringList result;
    const QJsonArray all = m_reader.array(key).value_or(QJsonArray());
    for (const QJsonValue &value : all) {
        if (value.toString().isEmpty() || value.toString().contains(QChar()))
            fail(key, u"%1 must be a list of texts."_s.arg(key));
        result.append(value.toString());
    }
    if (result.isEmpty())
        fail(key, u"%1 must be a list of texts that isn't empty."_s.arg(key));
    return result;
}

CommandSettings commandFrom(ChannelReader &reader)
{
    reader.onlyKeys({u"argv"_s, u"folder"_s, u"environment"_s, u"secrets"_s});
    static const QRegularExpression variable(u"^[A-Za-z_][A-Za-z0-9_]*$"_s);
    CommandSettings command;
    command.argv = reader.list("argv"_L1);
    if (!QDir::isAbsolutePath(command.argv.value(0)))
        reader.fail("argv"_L1, u"argv begins with the absolute path of a program."_s);
    command.folder = reader.path("folder"_L1);
    command.environment = reader.texts("environment"_L1);
    const QMap<QString, QString> files = reader.texts("secrets"_L1);
    for (const auto &[name, file] : files.asKeyValueRange()) {
        if (!variable.match(name).hasMatch() || !QDir::isAbsolutePath(file))
            reader.fail("secrets"_L1, u"secrets must be a table of variables and the absolute paths of files."_s);
        command.secrets.insert(name, {.file = file});
    }
    for (const auto &[name, value] : std::as_const(command.environment).asKeyValueRange()) {
        if (!variable.match(name).hasMatch() || name.startsWith("PROCESSION_"_L1))
            reader.fail("environment"_L1, u"\"%1\" can't be a variable of the command."_s.arg(name));
    }
    return command;
}

DesktopSettings desktopFrom(ChannelReader &reader)
{
    reader.onlyKeys({});
    return {};
}

Result<ChannelSettings> channelFromJson(const QString &name, const QJsonObject &json)
{
    static const QRegularExpression rule(u"^[a-z][a-z0-9_-]{0,63}$"_s);
    ChannelReader reader(json);
    if (!rule.match(name).hasMatch()) {
        reader.fail("name"_L1,
                    u"\"%1\" can't be a channel's name, which is 1 to 64 of a-z 0-9 _ -, of which the first is "
                    "a letter."_s.arg(name));
    }
    ChannelSettings channel{.name = name, .kind = reader.text("kind"_L1, true)};
    if (!channelKinds().contains(channel.kind))
        reader.fail("kind"_L1,
                    u"There is no kind of channel \"%1\""_s.arg(channel.kind)
                        + suggestion(channel.kind, channelKinds()));
    else if (channel.kind == "webhook"_L1)
        channel.transport = webhookFrom(reader);
    else if (isOneOfServices(channel.kind))
        channel.transport = serviceFrom(reader, channel.kind);
    else if (channel.kind == "mail"_L1)
        channel.transport = mailFrom(reader);
    else if (channel.kind == "command"_L1)
        channel.transport = commandFrom(reader);
    else
        channel.transport = desktopFrom(reader);
    channel.timeout = reader.reader().seconds("timeout"_L1, 100ms, 1h).value_or(channel.timeout);
    channel.connectTimeout = reader.reader().seconds("connect_timeout"_L1, 100ms, 1h).value_or(channel.connectTimeout);
    channel.maxRunning = reader.reader().integer("max_running"_L1, 1, 16).value_or(channel.maxRunning);
    if (const auto &error = reader.reader().error()) {
        return Error{error->code, u"[alerts.channels.%1]: %2"_s.arg(name, error->message), error->field};
    }
    return channel;
}

} // namespace Procession
