// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragcommands.h"

#include "commandsupport.h"
#include "sizetext.h"
#include "terminal.h"

#include <QDateTime>
#include <QJsonArray>
#include <QUrl>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

QString pathOf(const QString &name, const QString &rest = {})
{
    return u"/rag/collections/"_s + QString::fromLatin1(QUrl::toPercentEncoding(name)) + rest;
}

QString momentText(const QJsonValue &seconds)
{
    return seconds.isDouble()
        ? QDateTime::fromMSecsSinceEpoch(qint64(seconds.toDouble() * 1000)).toString(u"yyyy-MM-dd HH:mm"_s)
        : u"-"_s;
}

/// Such as `pdf 12, docx 3`.
QString countsText(const QJsonValue &counts, QLatin1StringView key)
{
    QStringList texts;
    for (const QJsonValue &entry : counts.toArray())
        texts.append(u"%1 %2"_s.arg(entry[key].toString(), QString::number(entry["files"_L1].toInteger())));
    return texts.isEmpty() ? u"-"_s : texts.join(u", "_s);
}

QString numberText(const QJsonValue &number)
{
    return QString::number(number.toInteger());
}

QStringList rowOf(const QJsonValue &collection)
{
    const QString training = collection["training"_L1]["status"_L1].toString();
    return {PlainText::line(collection["name"_L1].toString()),
            numberText(collection["files"_L1]),
            numberText(collection["failed"_L1]),
            numberText(collection["passages"_L1]),
            sizeText(collection["bytes"_L1].toInteger()),
            momentText(collection["trained_at"_L1]),
            training.isEmpty() ? QString() : u"training "_s + training};
}

void printCollection(const QJsonObject &collection)
{
    const auto line = [](const QString &key, const QString &value) {
        Terminal::print(u"%1 %2\n"_s.arg(key + u':', -12).arg(PlainText::line(value)));
    };
    line(u"name"_s, collection["name"_L1].toString());
    for (const QJsonValue &folder : collection["folders"_L1].toArray())
        line(u"folder"_s, folder.toString());
    line(u"files"_s, numberText(collection["files"_L1]));
    line(u"failed"_s, numberText(collection["failed"_L1]));
    line(u"passages"_s, numberText(collection["passages"_L1]));
    line(u"on disk"_s, sizeText(collection["bytes"_L1].toInteger()));
    line(u"formats"_s, countsText(collection["formats"_L1], "format"_L1));
    line(u"languages"_s, countsText(collection["languages"_L1], "language"_L1));
    line(u"vectors"_s, collection["embedder"_L1].toString(u"none"_s));
    line(u"trained"_s, momentText(collection["trained_at"_L1]));
    if (const QJsonValue training = collection["training"_L1]; training.isObject())
        line(u"training"_s, u"%1 (%2)"_s.arg(training["process_id"_L1].toString(), training["status"_L1].toString()));
    if (const QString problem = collection["problem"_L1].toString(); !problem.isEmpty())
        line(u"problem"_s, problem);
}

/// The line of a verb that takes so many names; an exit code where there are others.
std::optional<int> parseNames(SubcommandLine &line, const QStringList &arguments, qsizetype names)
{
    if (const auto exitCode = line.parse(arguments))
        return exitCode;
    if (line.arguments().size() != names)
        return line.usageError(names == 1 ? u"Name one collection."_s : u"Name the collection, and its new name."_s);
    return std::nullopt;
}

/// All files, page by page.
ApiReply<QJsonObject> allFiles(ApiClient &api, const QString &name, QJsonArray &files)
{
    QString cursor;
    for (;;) {
        QUrlQuery query;
        if (!cursor.isEmpty())
            query.addQueryItem(u"cursor"_s, cursor);
        auto page = waitFor<QJsonObject>([&](const auto &done) { api.look(pathOf(name, u"/files"_s), query, done); });
        if (!page)
            return page;
        for (const QJsonValue &file : page->value("files"_L1).toArray())
            files.append(file);
        cursor = page->value("next_cursor"_L1).toString();
        if (cursor.isEmpty())
            return page;
    }
}

} // namespace

int ragList(const QStringList &arguments)
{
    SubcommandLine line(u"rag collections"_s, u"Lists the collections that were trained."_s, {});
    if (const auto exitCode = line.parse(arguments))
        return *exitCode;
    if (!line.arguments().isEmpty())
        return line.usageError(u"It takes no names; 'rag show NAME' tells of one."_s);
    return printAnswer<QJsonObject>(
        line, [](ApiClient &api, const auto &done) { api.look(u"/rag/collections"_s, {}, done); },
        [](const ApiReply<QJsonObject> &answer) {
            QList<QStringList> rows{{u"NAME"_s, u"FILES"_s, u"FAILED"_s, u"PASSAGES"_s, u"SIZE"_s, u"TRAINED"_s, {}}};
            for (const QJsonValue &collection : answer->value("collections"_L1).toArray())
                rows.append(rowOf(collection));
            Terminal::print(Terminal::table(rows, Terminal::width()));
        });
}

int ragShow(const QStringList &arguments)
{
    SubcommandLine line(u"rag show"_s, u"Tells what is in a collection."_s, u"NAME"_s);
    if (const auto exitCode = parseNames(line, arguments, 1))
        return *exitCode;
    return printAnswer<QJsonObject>(
        line, [&line](ApiClient &api, const auto &done) { api.look(pathOf(line.arguments().constFirst()), {}, done); },
        [](const ApiReply<QJsonObject> &answer) { printCollection(answer->value("collection"_L1).toObject()); },
        "collection"_L1);
}

int ragFiles(const QStringList &arguments)
{
    SubcommandLine line(u"rag files"_s, u"Lists the files of a collection, and why some couldn't be read."_s,
                        u"NAME"_s);
    line.addFlag(u"failed"_s, u"Only those that couldn't be read."_s);
    if (const auto exitCode = parseNames(line, arguments, 1))
        return *exitCode;
    ApiClient api(line.endpoint());
    QJsonArray all;
    if (const auto reply = allFiles(api, line.arguments().constFirst(), all); !reply)
        return reportProblem(reply.error());
    QJsonArray files;
    for (const QJsonValue &file : all) {
        if (!line.isSet(u"failed"_s) || file["error"_L1].isString())
            files.append(file);
    }
    if (line.wantsJson()) {
        printJson({{u"files"_s, files}});
        return ExitCode::ok;
    }
    QList<QStringList> rows{{u"FORMAT"_s, u"LANG"_s, u"PAGES"_s, u"PASSAGES"_s, u"CHANGED"_s, u"FILE"_s}};
    for (const QJsonValue &file : files) {
        QString name = file["file"_L1].toString();
        if (const QString error = file["error"_L1].toString(); !error.isEmpty())
            name += u": "_s + error;
        rows.append({PlainText::line(file["format"_L1].toString(u"-"_s)),
                     PlainText::line(file["language"_L1].toString(u"-"_s)), numberText(file["pages"_L1]),
                     numberText(file["passages"_L1]), momentText(file["modified"_L1]), PlainText::line(name)});
    }
    Terminal::print(Terminal::table(rows, 0));
    return ExitCode::ok;
}

int ragDelete(const QStringList &arguments)
{
    SubcommandLine line(
        u"rag delete"_s,
        u"Deletes a collection; the documents stay where they are. Refused while a training of it runs."_s, u"NAME"_s,
        SubcommandLine::Output::Text);
    if (const auto exitCode = parseNames(line, arguments, 1))
        return *exitCode;
    return printAnswer<QJsonObject>(
        line,
        [&line](ApiClient &api, const auto &done) { api.remove(pathOf(line.arguments().constFirst()), {}, done); },
        [&line](const ApiReply<QJsonObject> &) {
            Terminal::print(u"Deleted: "_s + PlainText::line(line.arguments().constFirst()) + u'\n');
        });
}

int ragRename(const QStringList &arguments)
{
    SubcommandLine line(u"rag rename"_s, u"Gives a collection another name."_s, u"OLD NEW"_s);
    if (const auto exitCode = parseNames(line, arguments, 2))
        return *exitCode;
    return printAnswer<QJsonObject>(
        line,
        [&line](ApiClient &api, const auto &done) {
            api.ask(pathOf(line.arguments().constFirst(), u"/rename"_s), {{u"name"_s, line.arguments().constLast()}},
                    done);
        },
        [](const ApiReply<QJsonObject> &answer) { printCollection(answer->value("collection"_L1).toObject()); },
        "collection"_L1);
}

} // namespace Procession
