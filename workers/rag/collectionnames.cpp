// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "collectionnames.h"

#include <QCryptographicHash>
#include <QRegularExpression>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

Result<QString> CollectionName::checked(const QString &name, const QString &field)
{
    const QString composed = name.normalized(QString::NormalizationForm_C);
    const auto points = composed.toUcs4();
    const auto refused = [&field](const QString &why) {
        return Error{ErrorCode::InvalidField, u"%1 %2."_s.arg(field, why), field};
    };
    if (points.isEmpty() || points.size() > longest)
        return refused(u"must be a name of 1 to %1 characters"_s.arg(longest));
    const bool isPlain = std::none_of(points.cbegin(), points.cend(), [](uint point) {
        const QChar::Category category = QChar::category(point);
        return category == QChar::Other_Control || category == QChar::Other_Surrogate
            || category == QChar::Separator_Line || category == QChar::Separator_Paragraph || point == 0xFFFD;
    });
    if (!isPlain)
        return refused(u"must have no control characters, line ends or broken characters"_s);
    if (composed.trimmed() != composed)
        return refused(u"must not begin or end with a blank"_s);
    // These two a URL can't name, and * stands for all collections in a question.
    if (composed == "."_L1 || composed == ".."_L1 || composed == "*"_L1)
        return refused(u"can't be \"%1\""_s.arg(composed));
    return composed;
}

QString CollectionName::folderOf(const QString &name)
{
    static const QRegularExpression simple(u"\\A[a-z0-9][a-z0-9_-]{0,63}\\z"_s);
    if (simple.match(name).hasMatch())
        return name;
    constexpr qsizetype bytes = 20; // two names never meet by chance
    return u'='
        + QString::fromLatin1(QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).first(bytes).toHex());
}

} // namespace Procession
