// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "processquery.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QVariant>

#include <array>
#include <utility>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<std::pair<ProcessQuery::Sort, QLatin1StringView>, 6> sortNames{{
    {ProcessQuery::Sort::CreatedAt, "created_at"_L1},
    {ProcessQuery::Sort::UpdatedAt, "updated_at"_L1},
    {ProcessQuery::Sort::Name, "name"_L1},
    {ProcessQuery::Sort::Progress, "progress"_L1},
    {ProcessQuery::Sort::MemoryPeak, "memory_peak"_L1},
    {ProcessQuery::Sort::CpuTime, "cpu_time"_L1},
}};

} // namespace

Result<void> setSort(ProcessQuery &query, QStringView text)
{
    const bool descending = text.startsWith(u'-');
    const QStringView wanted = descending ? text.sliced(1) : text;
    for (const auto &[sort, name] : sortNames) {
        if (wanted == name) {
            query.sort = sort;
            query.descending = descending;
            return {};
        }
    }
    return Error{
        ErrorCode::InvalidField,
        u"sort must be created_at, updated_at, name, progress, memory_peak or cpu_time, with a - before it to reverse."_s,
        u"sort"_s};
}

QString sortText(const ProcessQuery &query)
{
    for (const auto &[sort, name] : sortNames) {
        if (sort == query.sort)
            return (query.descending ? u"-"_s : QString()) + name;
    }
    Q_UNREACHABLE();
}

QString PagePosition::toCursor(const ProcessQuery &query) const
{
    const QJsonArray parts{sortText(query), QJsonValue::fromVariant(key), QString::number(createdSeq)};
    const QByteArray json = QJsonDocument(parts).toJson(QJsonDocument::Compact);
    return QString::fromLatin1(json.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

Result<PagePosition> PagePosition::fromCursor(const ProcessQuery &query)
{
    const Error invalid{ErrorCode::InvalidField,
                        u"cursor must be the next_cursor of a page with the same sort; leave it out to begin anew."_s,
                        u"cursor"_s};
    const auto decoded = QByteArray::fromBase64Encoding(
        query.cursor.toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    const QJsonArray parts = QJsonDocument::fromJson(*decoded).array();
    bool numeric = false;
    PagePosition position;
    position.createdSeq = parts.at(2).toString().toULongLong(&numeric);
    position.key = parts.at(1).toVariant();
    if (!decoded || parts.size() != 3 || parts.at(0).toString() != sortText(query) || !numeric)
        return invalid;
    return position;
}

PagePosition positionOf(const Process &process, const ProcessQuery &query)
{
    PagePosition position;
    position.createdSeq = process.createdSeq;
    const Resources *resources = resourcesOf(process);
    switch (query.sort) {
    case ProcessQuery::Sort::CreatedAt:
        break;
    case ProcessQuery::Sort::UpdatedAt:
        position.key = static_cast<double>(process.updatedAt);
        break;
    case ProcessQuery::Sort::Name:
        position.key = process.name.toString();
        break;
    case ProcessQuery::Sort::Progress:
        position.key = process.progress.value_or(-1.0);
        break;
    case ProcessQuery::Sort::MemoryPeak:
        position.key = resources ? static_cast<double>(resources->memoryPeak.value_or(-1)) : -1.0;
        break;
    case ProcessQuery::Sort::CpuTime:
        position.key = resources ? static_cast<double>(resources->cpuTimeMs.value_or(-1)) : -1.0;
        break;
    }
    return position;
}

bool precedes(const PagePosition &a, const PagePosition &b, const ProcessQuery &query)
{
    int order = 0;
    if (query.sort == ProcessQuery::Sort::Name) {
        order = QString::compare(a.key.toString(), b.key.toString(), Qt::CaseInsensitive);
    } else if (query.sort != ProcessQuery::Sort::CreatedAt) {
        const double x = a.key.toDouble();
        const double y = b.key.toDouble();
        order = x < y ? -1 : (y < x ? 1 : 0);
    }
    if (order == 0)
        order = a.createdSeq < b.createdSeq ? -1 : (b.createdSeq < a.createdSeq ? 1 : 0);
    return query.descending ? order > 0 : order < 0;
}

} // namespace Procession
