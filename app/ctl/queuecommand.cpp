// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The command that shows and pauses what the server runs itself.
#include "apijson.h"
#include "commandline.h"
#include "commands.h"
#include "commandsupport.h"
#include "plaintext.h"
#include "terminal.h"

#include <QDateTime>
#include <QJsonArray>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Since when, by whom and why, of the member `paused`; empty where it isn't.
QString pauseText(const QJsonObject &object)
{
    const QJsonObject pause = object.value("paused"_L1).toObject();
    if (pause.isEmpty())
        return {};
    const QJsonObject actor = pause["actor"_L1].toObject();
    const QString name = actor["name"_L1].toString();
    const QString reason = pause["reason"_L1].toString();
    QString text = u"paused since %1 by %2"_s.arg(
        QDateTime::fromMSecsSinceEpoch(millisecondsFrom(pause["since"_L1])).toString(u"yyyy-MM-dd HH:mm:ss"_s),
        actor["kind"_L1].toString() + (name.isEmpty() ? QString() : u' ' + name));
    if (!reason.isEmpty())
        text += u": "_s + reason;
    return PlainText::line(text);
}

void printQueues(const ApiReply<QJsonObject> &answer)
{
    QList<QStringList> rows{{u"TYPE"_s, u"RUNNING"_s, u"LIMIT"_s, u"WAITING"_s, u"PAUSED"_s}};
    for (const QJsonValue &value : answer->value("queues"_L1).toArray()) {
        const QJsonObject queue = value.toObject();
        const bool isShared = !queue["limit_shared_with"_L1].toArray().isEmpty();
        const QString pause = pauseText(queue);
        rows.append({PlainText::line(queue["process_type"_L1].toString()),
                     QString::number(queue["running"_L1].toInteger()),
                     QString::number(queue["limit"_L1].toInteger()) + (isShared ? u" (shared)"_s : QString()),
                     QString::number(queue["waiting"_L1].toInteger()), pause.isEmpty() ? u"-"_s : pause});
    }
    Terminal::print(Terminal::table(rows, 0));
    const QJsonArray limits = answer->value("limits"_L1).toArray();
    if (!limits.isEmpty()) {
        QList<QStringList> named{{u"LIMIT"_s, u"IN USE"_s, u"TOTAL"_s}};
        for (const QJsonValue &limit : limits)
            named.append({PlainText::line(limit["name"_L1].toString()), QString::number(limit["in_use"_L1].toInteger()),
                          QString::number(limit["total"_L1].toInteger())});
        Terminal::print(u"\n"_s + Terminal::table(named, 0));
    }
    if (const QString pause = pauseText(answer.body); !pause.isEmpty())
        Terminal::print(u"\nEverything is "_s + pause + u'\n');
}

/// Pauses or resumes a type, or everything where none is named.
int change(const SubcommandLine &line, const QString &verb, const QStringList &types)
{
    QString path = u"/queues/"_s;
    if (!types.isEmpty())
        path += QString::fromLatin1(QUrl::toPercentEncoding(types.constFirst())) + u'/';
    QJsonObject body;
    if (line.isSet(u"reason"_s))
        body.insert("reason"_L1, line.value(u"reason"_s));
    return printAnswer<QJsonObject>(
        line, [&](ApiClient &api, const auto &done) { api.ask(path + verb, body, done); }, printQueues);
}

} // namespace

int queueCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"queue"_s,
        u"Shows what the server runs itself: how many of each type run and wait, the limits, and what is paused.\n"
        "'queue pause TYPE' has it start no more of that type, 'queue resume TYPE' start them again; without a type\n"
        "that holds for everything, as 'queue drain' does. What runs goes on. Programs that take their processes\n"
        "themselves aren't held up by it."_s,
        u"[pause|resume|drain [TYPE]]"_s);
    line.addValue(u"reason"_s, u"pause, resume, drain: why; it is shown."_s, u"text"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const QString verb = line.arguments().value(0);
    const QStringList types = line.arguments().mid(1);
    if (verb.isEmpty() || (verb == "list"_L1 && types.isEmpty())) {
        return printAnswer<QJsonObject>(
            line, [](ApiClient &api, const auto &done) { api.look(u"/queues"_s, {}, done); }, printQueues);
    }
    if ((verb == "pause"_L1 || verb == "resume"_L1) && types.size() <= 1)
        return change(line, verb, types);
    if (verb == "drain"_L1 && types.isEmpty())
        return change(line, u"pause"_s, {});
    return line.usageError(u"\"%1\" isn't understood."_s.arg(line.arguments().join(u' ')));
}

} // namespace Procession
