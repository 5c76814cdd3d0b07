// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dehyphenation.h"

#include <QRegularExpression>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostWords = 10'000;
constexpr qsizetype longestWord = 60;

bool isHyphen(QChar c)
{
    return c == u'-' || c == u'\u2010' || c == u'\u00ad';
}

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c.isMark();
}

/// The word that ends at `end`, with the hyphens in it.
QStringView wordBefore(QStringView text, qsizetype end)
{
    qsizetype begin = end;
    while (begin > 0 && end - begin < longestWord && (isWordCharacter(text[begin - 1]) || isHyphen(text[begin - 1])))
        --begin;
    return text.sliced(begin, end - begin);
}

} // namespace

void Dehyphenation::note(const QString &line)
{
    static const QRegularExpression word(uR"([\p{L}\p{M}]+(?:[-\x{2010}][\p{L}\p{M}]+)+)"_s,
                                         QRegularExpression::UseUnicodePropertiesOption);
    for (auto found = word.globalMatch(line); found.hasNext() && m_hyphenated.size() < mostWords;)
        m_hyphenated.insert(found.next().captured().toLower().replace(u'\u2010', u'-'));
}

bool Dehyphenation::keepsHyphen(QStringView first, QStringView second) const
{
    // A number, or an option of a command.
    if (second.front().isNumber() || first.back().isNumber() || isHyphen(first.front()))
        return true;
    const bool isAllCapitals = first.back().isUpper() && second.back().isUpper();
    if (second.front().isUpper() && !isAllCapitals)
        return true;
    // Pairs in Russian that are always written with a hyphen.
    static const QRegularExpression pair(
        uR"(^(?:.+-(?:либо|нибудь|таки)|(?:кое|кой)-.+|из-(?:за|под)|во-(?:первых|вторых|третьих)|по-.+[сц]ки)"
        uR"(|(?:что|чего|чему|чем|кто|кого|кому|кем|как|каки?[ейхмоя]{1,3}|какого|какому|где|когда|куда|откуда)"
        uR"(|почему|зачем|сколько|че[йм]|чь[яёеию])-то)$)"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    const QString word = u"%1-%2"_s.arg(first, second);
    if (pair.match(word).hasMatch())
        return true;
    // As the document itself writes it.
    return m_hyphenated.contains(word.toLower());
}

void Dehyphenation::join(QString &text, QString &line) const
{
    if (!text.endsWith(u'\n') || text.endsWith(u"\n\n"_s))
        return;
    const qsizetype hyphen = text.size() - 2;
    if (hyphen < 1 || !isHyphen(text[hyphen]) || !isWordCharacter(text[hyphen - 1]))
        return;
    qsizetype end = 0;
    while (end < line.size() && (isWordCharacter(line[end]) || (isHyphen(line[end]) && end > 0)))
        ++end;
    if (end == 0 || !isWordCharacter(line.front()))
        return;
    const QStringView second = QStringView(line).first(end);
    const bool isSoft = text[hyphen] == u'\u00ad';
    const bool keeps = !isSoft && keepsHyphen(wordBefore(text, hyphen), second);
    // What stands at the word goes with it, such as a full stop.
    qsizetype taken = end;
    while (taken < line.size() && !line[taken].isSpace())
        ++taken;
    text.truncate(keeps ? hyphen + 1 : hyphen);
    text += QStringView(line).first(taken);
    text += u'\n';
    line.remove(0, taken);
    while (!line.isEmpty() && line.front().isSpace())
        line.remove(0, 1);
}

} // namespace Procession
