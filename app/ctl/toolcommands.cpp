// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that have a server run commands.
#include "bytetext.h"
#include "commandline.h"
#include "commands.h"
#include "commandsupport.h"
#include "outputsession.h"
#include "terminal.h"
#include "unixsignals.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <csignal>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// The tools as the server lists them; nothing where it doesn't, which is printed.
std::optional<QJsonArray> toolsOf(const SubcommandLine &line, int &exitCode)
{
    ApiClient api(line.endpoint());
    const auto reply = waitFor<QJsonObject>([&](const auto &done) { api.look(u"/tools"_s, {}, done); });
    if (reply)
        return reply->value("tools"_L1).toArray();
    exitCode = reportProblem(reply.error());
    return std::nullopt;
}

/// The value that a text on the command line means for a parameter of that type. What is none is left to the server, which
/// says why.
QJsonValue valueFrom(const QString &text, const QString &type)
{
    bool isNumber = false;
    if (type == "integer"_L1) {
        if (const qint64 number = text.toLongLong(&isNumber); isNumber)
            return number;
    } else if (type == "number"_L1) {
        if (const double number = text.toDouble(&isNumber); isNumber)
            return number;
    } else if (type == "boolean"_L1) {
        if (text == "true"_L1 || text == "yes"_L1 || text == "1"_L1)
            return true;
        if (text == "false"_L1 || text == "no"_L1 || text == "0"_L1)
            return false;
    }
    return text;
}

/// `key: text` for each parameter, as the schema has it.
QString parameterText(const QJsonObject &schema)
{
    const QJsonObject properties = schema.value("properties"_L1).toObject();
    const QJsonArray required = schema.value("required"_L1).toArray();
    QString text;
    for (auto it = properties.begin(); it != properties.end(); ++it) {
        const QJsonObject property = it.value().toObject();
        QString type = property.value("x-path"_L1).toString(property.value("type"_L1).toString());
        if (property.contains("enum"_L1)) {
            QStringList values;
            for (const QJsonValue &value : property.value("enum"_L1).toArray())
                values.append(value.toString());
            type = values.join(u'|');
        }
        QString rest = required.contains(it.key()) ? u", required"_s : QString();
        if (property.contains("default"_L1))
            rest += u", default "_s + property.value("default"_L1).toVariant().toString();
        text += u"    %1: %2%3"_s.arg(it.key(), type, rest);
        if (const QString description = property.value("description"_L1).toString(); !description.isEmpty())
            text += u"  "_s + description;
        text += u'\n';
    }
    return text;
}

} // namespace

int submitAndFollow(const SubcommandLine &line, const QString &path, const QJsonObject &request)
{
    if (!line.isSet(u"follow"_s))
        return submit(line, path, request);
    return submit(line, path, request, [&line](const ProcessId &id) {
        UnixSignals signalWatch({SIGINT, SIGTERM, SIGHUP});
        OutputSession session(line.endpoint(), id, line.wantsJson());
        QObject::connect(&signalWatch, &UnixSignals::received, &session, [&session] { session.cancel(); });
        return session.run();
    });
}

int toolsCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"tools"_s,
        u"Lists the tools that the server runs for its clients, with their parameters. Its configuration\n"
        "defines them: [tools.NAME]."_s,
        QString());
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (!line.arguments().isEmpty())
        return line.usageError(u"There is nothing to name."_s);
    int exitCode = ExitCode::ok;
    const auto tools = toolsOf(line, exitCode);
    if (!tools)
        return exitCode;
    if (line.wantsJson()) {
        printJson({{u"tools"_s, *tools}});
        return ExitCode::ok;
    }
    for (const QJsonValue &value : *tools) {
        const QJsonObject tool = value.toObject();
        const QString description = tool.value("description"_L1).toString();
        Terminal::print(PlainText::line(tool.value("name"_L1).toString()
                                        + (description.isEmpty() ? QString() : u"  "_s + description))
                        + u'\n' + PlainText::lines(parameterText(tool.value("parameters"_L1).toObject())));
    }
    if (tools->isEmpty())
        Terminal::printError(u"the server has no tools; [tools.NAME] in its configuration defines one."_s);
    return ExitCode::ok;
}

int toolCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"tool"_s,
        u"Has the server run a tool of its configuration, and prints the id of the process. With --follow it prints "
        u"what\n"
        "the tool prints, waits for its end, and Ctrl-C cancels it. 'processionctl tools' lists what there is.\n\n"
        "Exit codes: 0 completed (or started), 1 failed or refused, 2 wrong usage, 3 no server, 4 no such tool,\n"
        "124 timed out, 130 cancelled."_s,
        u"NAME"_s);
    line.addValue(u"param"_s, u"A parameter and its value (several times for more)."_s, u"key=value"_s);
    line.addValue(u"name"_s, u"What it does, in a few words (default: the tool's name)."_s, u"text"_s);
    line.addFlag(u"follow"_s, u"Print what it prints, and wait for its end."_s);
    addDemandOptions(line);
    addDependencyOptions(line);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (line.arguments().size() != 1)
        return line.usageError(u"Name one tool."_s);
    const QString name = line.arguments().constFirst();
    int exitCode = ExitCode::ok;
    const auto tools = toolsOf(line, exitCode);
    if (!tools)
        return exitCode;
    QJsonObject types;
    for (const QJsonValue &tool : *tools) {
        if (tool["name"_L1].toString() == name)
            types = tool["parameters"_L1]["properties"_L1].toObject();
    }
    QJsonObject parameters;
    for (const QString &given : line.values(u"param"_s)) {
        const qsizetype equals = given.indexOf(u'=');
        if (equals < 1)
            return line.usageError(u"--param must be key=value."_s);
        const QString key = given.first(equals);
        parameters.insert(key,
                          valueFrom(ByteText::shown(given.sliced(equals + 1)), types.value(key)["type"_L1].toString()));
    }
    QJsonObject request{{u"parameters"_s, parameters}};
    if (line.isSet(u"name"_s))
        request.insert(u"name"_s, line.value(u"name"_s));
    if (const auto wrong = takeDemand(line, request))
        return *wrong;
    takeDependencies(line, request);
    const QString path = u"/tools/"_s + QString::fromLatin1(QUrl::toPercentEncoding(name));
    return submitAndFollow(line, path, request);
}

} // namespace Procession
