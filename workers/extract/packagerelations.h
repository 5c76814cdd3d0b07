// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "zippackage.h"

#include <QList>

namespace Procession {

/// What a part of an Office Open XML package refers to: other parts of the package, never anything outside of it.
class PackageRelations
{
public:
    struct Relation
    {
        QString id;
        QString type; ///< the end of its URI, such as "worksheet"
        QByteArray part;
    };

    /// Those of the part; none where it names none.
    static PackageRelations of(const ZipPackage &package, const QByteArray &part);

    /// The part with that id, or the first of that type; empty where there is none.
    QByteArray byId(const QString &id) const;
    QByteArray byType(const QString &type) const;

private:
    QList<Relation> m_relations;
};

} // namespace Procession
