// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "maskedname.h"

#include <algorithm>

namespace Procession {

namespace {

constexpr qsizetype uuidLength = 36;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHexLetter(char c)
{
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isWordPart(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<uchar>(c) >= 0x80;
}

bool isHex(QByteArrayView word)
{
    return std::all_of(word.begin(), word.end(), [](char c) { return isDigit(c) || isHexLetter(c); });
}

/// Whether the word is a number, or a digest: hexadecimal, and not likely to be a word of some language.
bool isNumber(QByteArrayView word)
{
    const auto digits = std::count_if(word.begin(), word.end(), isDigit);
    constexpr qsizetype shortestDigest = 6;
    return digits == word.size() || (digits > 0 && word.size() >= shortestDigest && isHex(word));
}

bool beginsWithUuid(QByteArrayView text)
{
    if (text.size() < uuidLength || (text.size() > uuidLength && isWordPart(text[uuidLength])))
        return false;
    for (qsizetype i = 0; i < uuidLength; ++i) {
        const bool isHyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (isHyphen ? text[i] != '-' : !isHex(text.sliced(i, 1)))
            return false;
    }
    return true;
}

/// Whether a character between two numbers makes them one, as in a date, a time or a version.
bool joinsNumbers(char c)
{
    return c == '-' || c == '.' || c == ':' || c == '/' || c == '_' || c == ',';
}

} // namespace

QByteArray maskedName(QByteArrayView name)
{
    QByteArray masked;
    masked.reserve(name.size());
    const auto put = [&masked](char c) {
        // A number that follows another one, with nothing but a joint between them, belongs to it.
        if (c == '0' && masked.size() >= 2 && masked.at(masked.size() - 2) == '0' && joinsNumbers(masked.back()))
            masked.chop(1);
        else
            masked.append(c);
    };
    for (qsizetype i = 0; i < name.size();) {
        if (!isWordPart(name[i])) {
            put(name[i++]);
            continue;
        }
        if (beginsWithUuid(name.sliced(i))) {
            put('0');
            i += uuidLength;
            continue;
        }
        qsizetype end = i;
        while (end < name.size() && isWordPart(name[end]))
            ++end;
        const QByteArrayView word = name.sliced(i, end - i);
        i = end;
        if (isNumber(word)) {
            put('0');
            continue;
        }
        for (qsizetype k = 0; k < word.size(); ++k) {
            if (!isDigit(word[k]))
                put(word[k]);
            else if (k == 0 || !isDigit(word[k - 1]))
                put('0');
        }
    }
    return masked;
}

} // namespace Procession
