// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "searchwords.h"

#include <algorithm>
#include <array>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// Letters that people type without their stroke or as two, and that Unicode doesn't take apart.
constexpr std::array<std::pair<QChar, QLatin1StringView>, 10> spelledOut{{{u'æ', "ae"_L1},
                                                                          {u'œ', "oe"_L1},
                                                                          {u'ß', "ss"_L1},
                                                                          {u'ø', "o"_L1},
                                                                          {u'ł', "l"_L1},
                                                                          {u'đ', "d"_L1},
                                                                          {u'ð', "d"_L1},
                                                                          {u'þ', "th"_L1},
                                                                          {u'ħ', "h"_L1},
                                                                          {u'ı', "i"_L1}}};

QByteArray fold(const QString &text)
{
    const QString decomposed = text.normalized(QString::NormalizationForm_KD).toCaseFolded();
    QString folded;
    folded.reserve(decomposed.size());
    for (const QChar letter : decomposed) {
        if (letter.unicode() < 0x80) {
            folded += letter;
            continue;
        }
        if (letter.category() == QChar::Mark_NonSpacing)
            continue;
        const auto known = std::find_if(spelledOut.begin(), spelledOut.end(),
                                        [letter](const auto &entry) { return entry.first == letter; });
        if (known != spelledOut.end())
            folded += known->second;
        else
            folded += letter;
    }
    return folded.toUtf8();
}

std::array<QByteArrayView, 6> textsOf(const Process &process)
{
    return {process.id.bytes(),     process.name.utf8(),         process.description.utf8(),
            process.message.utf8(), process.errorMessage.utf8(), process.metadata.json()};
}

bool isAscii(QByteArrayView text)
{
    return std::none_of(text.begin(), text.end(), [](char letter) { return static_cast<uchar>(letter) >= 0x80; });
}

char lowered(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// Whether the word, which is in small letters, is in an ASCII text, whatever its case.
bool isInAscii(const QByteArray &word, QByteArrayView text)
{
    return std::search(text.begin(), text.end(), word.begin(), word.end(),
                       [](char letter, char wanted) { return lowered(letter) == wanted; })
        != text.end();
}

} // namespace

SearchWords::SearchWords(const QString &text)
{
    const QStringList words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        QString escaped = word;
        escaped.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
        Word folded{fold(word), escaped == word ? QByteArray() : fold(escaped)};
        if (!folded.plain.isEmpty()) // of a lone accent nothing is left
            m_words.append(std::move(folded));
    }
}

bool SearchWords::areIn(const Process &process) const
{
    if (isEmpty())
        return true;
    if (needFolding(process))
        return areInFolded(folded(process));
    const std::array texts = textsOf(process);
    return std::all_of(m_words.begin(), m_words.end(), [&texts](const Word &word) {
        return std::any_of(texts.begin(), texts.end(), [&word](QByteArrayView text) {
            return isInAscii(word.plain, text) || (!word.escaped.isEmpty() && isInAscii(word.escaped, text));
        });
    });
}

bool SearchWords::areInFolded(QByteArrayView folded) const
{
    return std::all_of(m_words.begin(), m_words.end(), [folded](const Word &word) {
        return folded.contains(word.plain) || (!word.escaped.isEmpty() && folded.contains(word.escaped));
    });
}

bool SearchWords::needFolding(const Process &process)
{
    const std::array texts = textsOf(process);
    return !std::all_of(texts.begin(), texts.end(), isAscii);
}

QByteArray SearchWords::folded(const Process &process)
{
    QByteArray folded;
    for (const QByteArrayView text : textsOf(process))
        folded += fold(QString::fromUtf8(text)) + '\n'; // no word goes over the end of a text
    return folded;
}

} // namespace Procession
