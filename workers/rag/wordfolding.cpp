// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wordfolding.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>

#include <algorithm>

namespace Procession {

namespace {

using Script = TextWord::Script;

bool isAscii(QStringView text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
}

/// `text` as that normalizer has it; the text itself where it can't.
QString normalized(const UNormalizer2 *normalizer, QStringView text)
{
    constexpr qsizetype longestText = std::numeric_limits<int32_t>::max() / 32;
    text = text.left(longestText);
    QString result(text.size() + text.size() / 8 + 16, Qt::Uninitialized);
    for (int tries = 0; tries < 2; ++tries) {
        UErrorCode error = U_ZERO_ERROR;
        const int32_t size = unorm2_normalize(
            normalizer, reinterpret_cast<const UChar *>(text.utf16()), static_cast<int32_t>(text.size()),
            reinterpret_cast<UChar *>(result.data()), static_cast<int32_t>(result.size()), &error);
        result.resize(size);
        if (U_SUCCESS(error))
            return result;
        if (error != U_BUFFER_OVERFLOW_ERROR)
            break;
    }
    return text.toString();
}

UScriptCode scriptOf(char32_t c)
{
    UErrorCode error = U_ZERO_ERROR;
    return uscript_getScript(static_cast<UChar32>(c), &error);
}

char32_t codePointAt(QStringView text, qsizetype at)
{
    const QChar c = text[at];
    if (c.isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate())
        return QChar::surrogateToUcs4(c, text[at + 1]);
    return c.unicode();
}

Script scriptOfWord(QStringView word)
{
    for (const QChar c : word) {
        if (!c.isLetter())
            continue;
        switch (scriptOf(c.unicode())) {
        case USCRIPT_LATIN:
            return Script::Latin;
        case USCRIPT_CYRILLIC:
            return Script::Cyrillic;
        case USCRIPT_GREEK:
            return Script::Greek;
        case USCRIPT_ARABIC:
            return Script::Arabic;
        case USCRIPT_ARMENIAN:
            return Script::Armenian;
        case USCRIPT_DEVANAGARI:
            return Script::Devanagari;
        case USCRIPT_TAMIL:
            return Script::Tamil;
        default:
            return Script::Other;
        }
    }
    return Script::Other;
}

/// Marks that say how a word is spoken and that most people leave out.
bool isVowelMark(QChar c)
{
    const char16_t u = c.unicode();
    return (u >= 0x0591 && u <= 0x05C7 && c.isMark())                                                 // Hebrew
        || (u >= 0x0610 && u <= 0x061A) || (u >= 0x064B && u <= 0x065F) || u == 0x0670 || u == 0x0640 // Arabic
        || (u >= 0x06D6 && u <= 0x06ED && c.isMark());
}

} // namespace

QString foldText(QStringView text)
{
    if (isAscii(text))
        return text.toString().toLower();
    static const UNormalizer2 *const folding = [] {
        UErrorCode error = U_ZERO_ERROR;
        return unorm2_getNFKCCasefoldInstance(&error);
    }();
    const auto isRaised = [](QChar c) { return c.category() == QChar::Number_Other; };
    if (std::none_of(text.begin(), text.end(), isRaised))
        return normalized(folding, text);
    QString apart;
    for (const QChar c : text) {
        if (isRaised(c) && !apart.isEmpty() && apart.back().isDigit())
            apart += u' ';
        apart += c;
    }
    return normalized(folding, apart);
}

Script foldWord(QString &word)
{
    const Script script = scriptOfWord(word);
    if (isAscii(word)) {
        word.remove(u'\'');
        return script;
    }
    word.removeIf([script](QChar c) {
        const bool isStress = script == Script::Cyrillic && (c == u'\u0300' || c == u'\u0301');
        return isStress || isVowelMark(c) || c == u'\'' || c == u'\u2019';
    });
    if (script == Script::Cyrillic)
        word.replace(u'ё', u'е');
    return script;
}

qsizetype unspacedRun(QStringView text, qsizetype begin)
{
    qsizetype end = begin;
    while (end < text.size()) {
        const char32_t c = codePointAt(text, end);
        const qsizetype size = QChar::requiresSurrogates(c) ? 2 : 1;
        if (c < 0x0E00)
            break;
        bool isPart = end > begin && (c == 0x30FC || QChar::isMark(c));
        switch (scriptOf(c)) {
        case USCRIPT_HAN:
        case USCRIPT_HIRAGANA:
        case USCRIPT_KATAKANA:
        case USCRIPT_HANGUL:
        case USCRIPT_THAI:
        case USCRIPT_LAO:
        case USCRIPT_KHMER:
        case USCRIPT_MYANMAR:
            isPart = isPart || QChar::isLetter(c);
            break;
        default:
            break;
        }
        if (!isPart)
            break;
        end += size;
    }
    return end;
}

QString withoutMarks(const QString &word)
{
    if (isAscii(word))
        return word;
    QString apart = word.normalized(QString::NormalizationForm_D);
    apart.removeIf([](QChar c) { return c.isMark(); });
    return apart;
}

} // namespace Procession
