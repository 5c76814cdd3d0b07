// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ragcollection.h"

#include "metadatakeys.h"

#include <QRegularExpression>

namespace Procession {

using namespace Qt::StringLiterals;

QString RagCollection::folderOf(const RagOptions &options, const QString &name)
{
    return options.dataDir + "/rag/"_L1 + name;
}

QString RagCollection::readName(JsonReader &reader)
{
    static const QRegularExpression valid(u"\\A[a-z0-9][a-z0-9_-]{0,63}\\z"_s);
    const QString name = reader.text(MetadataKeys::collection, 4096).value_or(u"default"_s);
    if (!valid.match(name).hasMatch()) {
        reader.fail(MetadataKeys::collection, u"collection must be a name of a-z 0-9 _ -, with at most 64 of them."_s);
    }
    return name;
}

} // namespace Procession
