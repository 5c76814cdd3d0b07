// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "textcleaning.h"

#include <array>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Typesetters' ligatures, from U+FB00 on.
constexpr char16_t firstLigature = u'\ufb00';
constexpr std::array<QStringView, 7> ligatures{u"ff", u"fi", u"fl", u"ffi", u"ffl", u"st", u"st"};

bool isInvisible(QChar c)
{
    return c == u'\u00ad' || c == u'\u2060' || c == u'\ufeff';
}

} // namespace

QString cleaned(const QString &text)
{
    QString result;
    result.reserve(text.size());
    for (const QChar c : text) {
        const bool isSpace = c == u'\n' || c == u'\t';
        const int ligature = c.unicode() - firstLigature;
        if (isInvisible(c))
            continue;
        if ((c.category() == QChar::Other_Control && !isSpace) || c == u'\ufffe' || c == u'\uffff')
            result += u' ';
        else if (ligature >= 0 && ligature < static_cast<int>(ligatures.size()))
            result += ligatures[static_cast<size_t>(ligature)];
        else
            result += c;
    }
    return result.normalized(QString::NormalizationForm_C);
}

} // namespace Procession
