// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "collectionroutes.h"

#include "jsonreader.h"
#include "metadatakeys.h"
#include "processjson.h"
#include "processtracker.h"
#include "ragcollections.h"

#include <QJsonDocument>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Why a collection can't be read or changed.
Refusal refusal(const Error &error)
{
    Refusal refused(error);
    if (error.code == ErrorCode::NotFinished) {
        refused.status = 404;
        refused.code = "unknown_collection";
    }
    return refused;
}

/// The live trainings, by the name of their collection; of several the one that runs, else the first.
QHash<QString, ProcessPtr> trainings(const ProcessTracker &tracker)
{
    ProcessQuery query;
    query.filter.types = {ProcessType::ragTraining()};
    query.filter.statuses = {ProcessStatus::Running, ProcessStatus::Pending};
    QHash<QString, ProcessPtr> live;
    const auto page = tracker.query(query);
    if (!page)
        return live;
    for (const ProcessPtr &process : page->processes) {
        const Work *work = (*process)->dispatch.work(); // metadata is anybody's to write
        if (!work || !work->isHere)
            continue;
        const QByteArray request = work->request.utf8().toByteArray();
        const QString name = QJsonDocument::fromJson(request).object().value(MetadataKeys::collection).toString();
        ProcessPtr &known = live[name];
        if (!known || (*known)->status != ProcessStatus::Running)
            known = process;
    }
    return live;
}

void write(ObjectWriter object, const CollectionSummary &summary, const ProcessPtr &training)
{
    const QByteArray members = QJsonDocument(summary.toJson()).toJson(QJsonDocument::Compact);
    object.members(QByteArrayView(members).sliced(1).chopped(1));
    if (!training) {
        object.null("training");
        return;
    }
    ObjectWriter told = object.object("training");
    told.ascii("process_id", (*training)->id.bytes());
    told.ascii("status", wireName((*training)->status));
}

HttpResponse answerWith(const CollectionSummary &summary, const ProcessTracker &tracker)
{
    return jsonResponse(200, [&](ObjectWriter &body) {
        write(body.object("collection"), summary, trainings(tracker).value(summary.name));
    });
}

Answer list(const RagCollections &collections, const ProcessTracker &tracker)
{
    const std::vector<CollectionSummary> all = collections.list();
    const QHash<QString, ProcessPtr> live = trainings(tracker);
    return jsonResponse(200, [&](ObjectWriter &body) {
        ArrayWriter array = body.array("collections");
        for (const CollectionSummary &summary : all)
            write(array.object(), summary, live.value(summary.name));
    });
}

Answer files(const RagCollections &collections, const Call &call)
{
    const auto limit = limitFromQuery(call.query, RagCollections::mostFiles);
    if (!limit)
        return refusalOfQuery(limit.error());
    const auto page = collections.files(call.name, *limit, call.query.queryItemValue(u"cursor"_s, QUrl::FullyDecoded));
    if (!page)
        return page.error().code == ErrorCode::InvalidField ? refusalOfQuery(page.error()) : refusal(page.error());
    return jsonResponse(200, [&](ObjectWriter &body) {
        ArrayWriter array = body.array("files");
        for (const CollectionFile &file : page->files)
            array.raw(QJsonDocument(file.toJson()).toJson(QJsonDocument::Compact));
        array.close();
        if (!page->nextCursor.isEmpty())
            body.text("next_cursor", page->nextCursor);
    });
}

Answer page(const RagCollections &collections, const Call &call)
{
    const QString file = call.query.queryItemValue(u"file"_s, QUrl::FullyDecoded);
    const QString number = call.query.queryItemValue(u"page"_s, QUrl::FullyDecoded);
    bool isNumber = false;
    const int wanted = number.isEmpty() ? 1 : number.toInt(&isNumber);
    if (!number.isEmpty() && (!isNumber || wanted < 1))
        return refusalOfQuery({ErrorCode::InvalidField, u"page must be a number from 1 on."_s, u"page"_s});
    const auto found = collections.page(call.name, file, wanted);
    if (!found)
        return found.error().code == ErrorCode::InvalidField ? refusalOfQuery(found.error()) : refusal(found.error());
    return jsonResponse(200, [&](ObjectWriter &body) {
        body.raw("page", QJsonDocument(found->toJson()).toJson(QJsonDocument::Compact));
    });
}

Answer rename(const RagCollections &collections, const ProcessTracker &tracker, const Call &call)
{
    JsonReader reader(call.body);
    reader.onlyKeys({"name"_L1});
    const QString name = reader.text("name"_L1, 4096).value_or(QString());
    if (reader.error())
        return Refusal(*reader.error());
    if (const auto renamed = collections.rename(call.name, name); !renamed)
        return refusal(renamed.error());
    const auto summary = collections.find(name);
    return summary ? Answer(answerWith(*summary, tracker)) : Answer(refusal(summary.error()));
}

} // namespace

RagAnswers collectionAnswers(const RagCollections &collections, const ProcessTracker &tracker)
{
    return {
        .question = {},
        .collections = [&](const Call &) { return list(collections, tracker); },
        .collection = [&](const Call &call) -> Answer {
            const auto summary = collections.find(call.name);
            return summary ? Answer(answerWith(*summary, tracker)) : Answer(refusal(summary.error()));
        },
        .files = [&](const Call &call) { return files(collections, call); },
        .page = [&](const Call &call) { return page(collections, call); },
        .remove = [&](const Call &call) -> Answer {
            if (const auto removed = collections.remove(call.name); !removed)
                return refusal(removed.error());
            HttpResponse response;
            response.status = 204;
            return response;
        },
        .rename = [&](const Call &call) { return rename(collections, tracker, call); },
    };
}

} // namespace Procession
