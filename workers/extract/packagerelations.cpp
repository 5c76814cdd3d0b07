// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "packagerelations.h"

#include "xmlpart.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostRelations = 20'000;

/// The name of a part that is named from a folder of the package; empty where it lies outside.
QByteArray resolved(const QByteArray &folder, const QString &target)
{
    const QByteArray name = target.toUtf8();
    QByteArrayList path;
    for (const QByteArray &step : (name.startsWith('/') ? name : folder + '/' + name).split('/')) {
        if (step.isEmpty() || step == ".")
            continue;
        if (step != "..")
            path.append(step);
        else if (path.isEmpty())
            return {};
        else
            path.removeLast();
    }
    return path.join('/');
}

} // namespace

PackageRelations PackageRelations::of(const ZipPackage &package, const QByteArray &part)
{
    PackageRelations result;
    const qsizetype slash = part.lastIndexOf('/');
    const QByteArray folder = part.left(std::max<qsizetype>(slash, 0));
    const QByteArray list = folder + (folder.isEmpty() ? "_rels/" : "/_rels/") + part.sliced(slash + 1) + ".rels";
    if (!package.contains(list))
        return result;
    const Result<QByteArray> content = package.read(list);
    if (!content)
        return result;
    XmlPart xml(*content, {});
    while (xml.next() && result.m_relations.size() < mostRelations) {
        if (!xml.starts() || xml.element() != "Relationship"_L1 || xml.attribute("TargetMode"_L1) == "External"_L1)
            continue;
        const QString type = xml.attribute("Type"_L1);
        const QByteArray target = resolved(folder, xml.attribute("Target"_L1));
        if (!target.isEmpty())
            result.m_relations.append({xml.attribute("Id"_L1), type.sliced(type.lastIndexOf(u'/') + 1), target});
    }
    return result;
}

QByteArray PackageRelations::byId(const QString &id) const
{
    const auto found = std::find_if(m_relations.cbegin(), m_relations.cend(),
                                    [&id](const Relation &relation) { return relation.id == id; });
    return found == m_relations.cend() ? QByteArray() : found->part;
}

QByteArray PackageRelations::byType(const QString &type) const
{
    const auto found = std::find_if(m_relations.cbegin(), m_relations.cend(),
                                    [&type](const Relation &relation) { return relation.type == type; });
    return found == m_relations.cend() ? QByteArray() : found->part;
}

} // namespace Procession
