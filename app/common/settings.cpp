// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings.h"

#include "demandjson.h"
#include "jsonreader.h"
#include "thismachine.h"
#include "tokenfile.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonDocument>
#include <QStandardPaths>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

Error invalid(const QString &source, const QString &message)
{
    return {ErrorCode::InvalidField, u"%1: %2"_s.arg(source, message), source};
}

Result<quint16> portFrom(const QString &text, const QString &source)
{
    bool isNumber = false;
    const ushort port = text.toUShort(&isNumber);
    if (!isNumber)
        return invalid(source, u"\"%1\" isn't a port; it must be a whole number from 0 to 65535."_s.arg(text));
    return port;
}

Result<bool> flagFrom(const QString &text, const QString &source)
{
    const QString lower = text.toLower();
    if (lower == "true"_L1 || lower == "1"_L1 || lower == "yes"_L1)
        return true;
    if (lower.isEmpty() || lower == "false"_L1 || lower == "0"_L1 || lower == "no"_L1)
        return false;
    return invalid(source, u"\"%1\" must be true or false."_s.arg(text));
}

/// The options that processiond and the desktop have in common.
struct Options
{
    QCommandLineOption host{u"host"_s, u"Address to listen on (PROCESSION_HOST; default 127.0.0.1)."_s, u"address"_s};
    QCommandLineOption port{u"port"_s, u"Port to listen on, 0 for any free one (PROCESSION_PORT; default 8000)."_s,
                            u"number"_s};
    QCommandLineOption dataDir{
        u"data-dir"_s,
        u"Folder for the token and other data (PROCESSION_DATA_DIR; default %1)."_s.arg(defaultDataDir()), u"folder"_s};
    QCommandLineOption durability{
        u"durability"_s,
        u"What survives of what was acknowledged: full (also a power cut), normal (a crash of "
        "this program), memory (nothing) (PROCESSION_DURABILITY; default full)."_s,
        u"mode"_s};
    QCommandLineOption config{u"config"_s,
                              u"TOML file to read (PROCESSION_CONFIG; default procession/procession.toml in the user's "
                              "or the machine's configuration folder, where there is one)."_s,
                              u"file"_s};
    QCommandLineOption connect{u"connect"_s,
                               u"Show the server at that URL, such as http://server:8000, rather than run one here."_s,
                               u"URL"_s};
    QCommandLineOption tokenFile{u"token-file"_s,
                                 u"With --connect: file with the token of that server (else PROCESSION_TOKEN, or the "
                                 "file in the data folder)."_s,
                                 u"file"_s};
};

/// A flag's value, else the environment's.
std::optional<QString> given(const QCommandLineParser &parser, const QCommandLineOption &option,
                             const QProcessEnvironment &environment, const QString &variable)
{
    if (parser.isSet(option))
        return parser.value(option);
    if (environment.contains(variable))
        return environment.value(variable);
    return std::nullopt;
}

/// Whether what the configured work uses can be given.
Result<void> checkDemands(const Settings &settings)
{
    for (const auto &[type, queue] : settings.room.queues.asKeyValueRange()) {
        if (const auto checked = checkUses(queue.demand, settings.room.limits); !checked)
            return invalid(u"queues.%1"_s.arg(type.toString()), checked.error().message);
    }
    for (const ToolDefinition &tool : settings.tools.tools) {
        if (const auto checked = checkUses(tool.demand, settings.room.limits); !checked)
            return invalid(u"tools.%1"_s.arg(tool.name), checked.error().message);
    }
    for (const ScheduleDefinition &schedule : settings.schedules) {
        const QJsonObject request = QJsonDocument::fromJson(schedule.request.utf8().toByteArray()).object();
        JsonReader reader(request);
        const Demand demand = demandFromJson(reader);
        const Result<void> checked =
            reader.error() ? Result<void>(*reader.error()) : checkUses(demand, settings.room.limits);
        if (!checked)
            return invalid(u"schedules.%1"_s.arg(schedule.name.toString()), checked.error().message);
    }
    return {};
}

/// Whether the rules of alerts name channels that are there.
Result<void> checkAlerts(const Settings &settings)
{
    for (const AlertRule &rule : settings.alerts.rules) {
        if (const auto checked = checkChannels(rule.channels, settings.alerts.channelNames()); !checked)
            return invalid(u"alerts.rules.%1"_s.arg(rule.name), checked.error().message);
    }
    if (!settings.alerts.summary)
        return {};
    for (const ChannelSettings &channel : settings.alerts.channels) {
        // Each message opens an incident there.
        if (channel.kind == "pagerduty"_L1 && settings.alerts.summary->channels.contains(channel.name))
            return invalid(u"alerts.summary"_s, u"A summary isn't sent to PagerDuty: it would wake somebody."_s);
    }
    const auto checked = checkChannels(settings.alerts.summary->channels, settings.alerts.channelNames());
    return checked ? Result<void>() : invalid(u"alerts.summary"_s, checked.error().message);
}

Result<void> checkTogether(const Settings &settings)
{
    if (const auto allowed = settings.server.checkAccess(settings.skipAuth); !allowed)
        return invalid(allowed.error().field, allowed.error().message);
    if (const auto checked = checkAlerts(settings); !checked)
        return checked;
    return checkDemands(settings);
}

/// The URL of a server where the environment names one; otherwise `target` stays as it is.
Result<void> readUrl(const QProcessEnvironment &environment, const QString &variable, QUrl &target)
{
    const QString text = environment.value(variable);
    if (text.isEmpty())
        return {};
    const auto url = httpUrlFrom(text);
    if (!url)
        return invalid(variable, u"\"%1\" isn't the URL of a server, such as http://localhost:1234."_s.arg(text));
    target = *url;
    return {};
}

/// The AI server and the key to it, where the environment names them as other programs know them.
Result<void> readAiEnvironment(const QProcessEnvironment &environment, AiOptions &ai)
{
    if (auto read = readUrl(environment, u"LLM_BASE_URL"_s, ai.baseUrl); !read)
        return read;
    if (const QString model = environment.value(u"LLM_MODEL"_s); !model.isEmpty())
        ai.model = model;
    ai.apiKey = environment.value(u"LLM_API_KEY"_s).toUtf8().trimmed();
    // The key that other programs share isn't meant for any server that is named here: it isn't sent in the open.
    if (ai.apiKey.isEmpty() && (ai.baseUrl.scheme() == "https"_L1 || isThisMachine(ai.baseUrl.host())))
        ai.apiKey = environment.value(u"OPENAI_API_KEY"_s).toUtf8().trimmed();
    const auto isUnprintable = [](char c) { return c <= ' ' || c > '~'; };
    if (std::any_of(ai.apiKey.cbegin(), ai.apiKey.cend(), isUnprintable))
        return invalid(u"LLM_API_KEY"_s, u"the key has characters that no key has."_s);
    return {};
}

/// What may be read of documents, and the server that makes vectors of their text, where the environment names them.
Result<void> readRagEnvironment(const QProcessEnvironment &environment, Settings &settings)
{
    if (const QString folders = environment.value(u"PROCESSION_DOCUMENT_FOLDERS"_s); !folders.isEmpty())
        settings.documents.allowed.folders = folders.split(u':', Qt::SkipEmptyParts);
    RagOptions &rag = settings.rag;
    if (auto read = readUrl(environment, u"EMBEDDINGS_BASE_URL"_s, rag.embeddings.url); !read)
        return read;
    if (const QString model = environment.value(u"EMBEDDINGS_MODEL"_s); !model.isEmpty())
        rag.embeddings.model = model;
    rag.embeddings.token = environment.value(u"EMBEDDINGS_API_KEY"_s).toUtf8().trimmed();
    return {};
}

} // namespace

std::optional<QUrl> httpUrlFrom(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool isHttp = url.scheme() == "http"_L1 || url.scheme() == "https"_L1;
    if (!url.isValid() || !isHttp || url.host().isEmpty() || url.hasQuery() || url.hasFragment())
        return std::nullopt;
    return url;
}

QString defaultDataDir()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + "/procession"_L1;
}

QString defaultConfigFile()
{
    return QStandardPaths::locate(QStandardPaths::GenericConfigLocation, u"procession/procession.toml"_s);
}

Result<CommandLine> readCommandLine(const QStringList &arguments, const QProcessEnvironment &environment, Offers offers)
{
    const Options options;
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Keeps track of long-running operations and serves them over REST and WebSocket.\n\n"
        "Settings come from the TOML file, then the environment, then these flags; later ones win.\n"
        "The token is read from PROCESSION_TOKEN or the file \"token\" in the data folder, which is made at the first "
        "start.\nSKIP_AUTH=true in the environment switches authentication off, on loopback only.\n"
        "AI tasks are sent to LLM_BASE_URL (default http://localhost:1234) with the key in LLM_API_KEY, for LLM_MODEL."_s);
    parser.addOptions({options.host, options.port, options.dataDir, options.durability, options.config});
    if (offers == Offers::RemoteServers)
        parser.addOptions({options.connect, options.tokenFile});
    const QCommandLineOption help = parser.addHelpOption();
    const QCommandLineOption version = parser.addVersionOption();
    if (!parser.parse(arguments))
        return Error{ErrorCode::InvalidField, parser.errorText() + u" --help lists what there is."_s, {}};

    CommandLine result;
    if (parser.isSet(help)) {
        result.text = parser.helpText();
        return result;
    }
    if (parser.isSet(version)) {
        result.text = QCoreApplication::applicationName() + u' ' + QCoreApplication::applicationVersion() + u'\n';
        return result;
    }
    if (!parser.positionalArguments().isEmpty()) {
        return Error{
            ErrorCode::InvalidField,
            u"\"%1\" isn't understood; --help lists what there is."_s.arg(parser.positionalArguments().constFirst()),
            {}};
    }

    if (offers == Offers::RemoteServers && parser.isSet(options.connect)) {
        const auto url = httpUrlFrom(parser.value(options.connect));
        if (!url) {
            return invalid(u"--connect"_s,
                           u"\"%1\" isn't the URL of a server, such as http://127.0.0.1:8000."_s.arg(
                               parser.value(options.connect)));
        }
        result.connect = *url;
        if (result.connect.path() == "/"_L1)
            result.connect.setPath({});
        result.tokenFile = parser.value(options.tokenFile);
    } else if (offers == Offers::RemoteServers && parser.isSet(options.tokenFile)) {
        return invalid(u"--token-file"_s, u"it goes with --connect; the own server's token is in its data folder."_s);
    }

    Settings &settings = result.settings;
    settings.dataDir = defaultDataDir();
    const auto config = given(parser, options.config, environment, u"PROCESSION_CONFIG"_s);
    if (const QString path = config.value_or(defaultConfigFile()); !path.isEmpty()) {
        if (auto read = readSettingsFile(path, settings); !read)
            return read.error();
    }
    if (const auto host = given(parser, options.host, environment, u"PROCESSION_HOST"_s))
        settings.server.host = *host;
    if (const auto text = given(parser, options.port, environment, u"PROCESSION_PORT"_s)) {
        const auto port = portFrom(*text, parser.isSet(options.port) ? u"--port"_s : u"PROCESSION_PORT"_s);
        if (!port)
            return port.error();
        settings.server.port = *port;
    }
    if (const auto dataDir = given(parser, options.dataDir, environment, u"PROCESSION_DATA_DIR"_s))
        settings.dataDir = *dataDir;
    if (const auto text = given(parser, options.durability, environment, u"PROCESSION_DURABILITY"_s)) {
        const auto durability = durabilityFromString(*text);
        if (!durability) {
            return invalid(parser.isSet(options.durability) ? u"--durability"_s : u"PROCESSION_DURABILITY"_s,
                           u"\"%1\" must be full, normal or memory."_s.arg(*text));
        }
        settings.store.durability = *durability;
    }
    if (settings.dataDir.isEmpty())
        return invalid(u"data_dir"_s, u"the data folder must be named."_s);
    if (environment.contains(u"PROCESSION_TOKEN"_s))
        settings.token = environment.value(u"PROCESSION_TOKEN"_s).toUtf8().trimmed();
    if (!settings.token.isEmpty()) {
        if (const auto checked = checkToken(settings.token, u"PROCESSION_TOKEN"_s); !checked)
            return checked.error(); // one from the file was checked when that was read
    }
    const auto skipAuth = flagFrom(environment.value(u"SKIP_AUTH"_s), u"SKIP_AUTH"_s);
    if (!skipAuth)
        return skipAuth.error();
    settings.skipAuth = *skipAuth;

    if (const auto ai = readAiEnvironment(environment, settings.ai); !ai)
        return ai.error();
    if (const auto rag = readRagEnvironment(environment, settings); !rag)
        return rag.error();
    if (const auto consistent = checkTogether(settings); !consistent)
        return consistent.error();
    return result;
}

} // namespace Procession
