// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands.h"

#include "commandsupport.h"
#include "durationtext.h"
#include "plaintext.h"
#include "processstatus.h"
#include "terminal.h"

#include <QJsonArray>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QString listOf(const QJsonValue &ids)
{
    const QStringList names = ids.toVariant().toStringList();
    constexpr qsizetype mostNamed = 4;
    QString text = names.mid(0, mostNamed).join(u' ');
    if (names.size() > mostNamed)
        text += u" and %1 more"_s.arg(names.size() - mostNamed);
    return names.isEmpty() ? u"-"_s : PlainText::line(text);
}

QString standingOf(const QJsonObject &node)
{
    if (node.value("missing"_L1).toBool())
        return u"not there yet"_s;
    if (!node.value("tracked"_L1).toBool())
        return u"in the history"_s;
    const QString status = node.value("status"_L1).toString();
    return status == "pending"_L1 && node.value("dependency"_L1)["state"_L1].toString() == "waiting"_L1 ? u"waiting"_s
                                                                                                        : status;
}

QStringList rowOf(const QJsonObject &node, const QString &asked)
{
    const QString id = PlainText::line(node.value("process_id"_L1).toString());
    const QJsonValue progress = node.value("progress"_L1);
    const QJsonValue left = node.value("left"_L1);
    const bool isLive = standingOf(node) == "waiting"_L1 || node.value("status"_L1).toString() == "pending"_L1
        || node.value("status"_L1).toString() == "running"_L1;
    QString leftText = u"-"_s;
    if (isLive)
        leftText = left.isDouble() ? durationText(qRound64(left.toDouble() * 1000)) : u"?"_s;
    return {node.value("critical"_L1).toBool() ? u"*"_s : u""_s,
            QString(2 * node.value("layer"_L1).toInteger(), u' ') + id + (id == asked ? u" <"_s : QString()),
            standingOf(node),
            progress.isDouble() ? QString::number(progress.toDouble(), 'f', 0) + u'%' : u"-"_s,
            leftText,
            listOf(node.value("depends_on"_L1)),
            PlainText::line(node.value("name"_L1).toString())};
}

void printGraph(const QJsonObject &graph, const QString &asked)
{
    QList<QStringList> rows{{u""_s, u"ID"_s, u"STATUS"_s, u"PROGRESS"_s, u"LEFT"_s, u"DEPENDS ON"_s, u"NAME"_s}};
    for (const QJsonValue &node : graph.value("nodes"_L1).toArray())
        rows.append(rowOf(node.toObject(), asked));
    Terminal::print(Terminal::table(rows, Terminal::width()));
    if (graph.value("cut"_L1).toBool())
        Terminal::print(u"There are more; these are the nearest.\n"_s);
    const QJsonArray path = graph.value("critical_path"_L1).toArray();
    if (path.isEmpty()) {
        Terminal::print(u"All of them are over.\n"_s);
        return;
    }
    if (graph.value("left"_L1).toDouble() == 0) {
        Terminal::print(u"How long they still take isn't known. * is the longest way through them.\n"_s);
        return;
    }
    const QString time = durationText(qRound64(graph.value("left"_L1).toDouble() * 1000));
    Terminal::print(u"%1 %2 left for all of them. * is the critical path: what is on it delays the whole.\n"_s.arg(
        graph.value("left_is_least"_L1).toBool() ? u"At least"_s : u"About"_s, time));
}

} // namespace

int graphCommand(const QStringList &arguments)
{
    SubcommandLine line(
        u"graph"_s,
        u"Shows the processes that depend on each other around one of them: each stands behind those that it\n"
        "depends on. Also tells what still takes the longest."_s,
        u"ID"_s);
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    const auto id = onlyId(line);
    if (!id)
        return ExitCode::usage;
    const QString path = u"/processes/%1/graph"_s.arg(id->toString());
    return printAnswer<QJsonObject>(
        line, [&path](ApiClient &api, const auto &done) { api.look(path, {}, done); },
        [&id](const ApiReply<QJsonObject> &answer) { printGraph(*answer, id->toString()); });
}

} // namespace Procession
