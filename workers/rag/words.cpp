// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "words.h"

#include <QSet>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype longestWord = 40;
/// A question with more is a document; what comes later is left out.
constexpr qsizetype mostWords = 64;

/// Words of a question that stand in every text, so that they would only cost time.
const QSet<QString> &emptyWords()
{
    static const QSet<QString> words = [] {
        QSet<QString> set;
        const QString list =
            u"a about after all also am an and any are as at be because been before being between both "
            "but by can could did do does doing during each else for from had has have having he her "
            "here him his how i if in into is it its itself just like may me might more most must my "
            "no nor not of off on once one only or other our out over own per same shall she should "
            "so some such than that the their them then there these they this those through to too "
            "under until up us very was we were what when where which while who whom whose why will "
            "with within without would you your"_s;
        for (const QString &word : list.split(u' '))
            set.insert(word);
        return set;
    }();
    return words;
}

/// Calls `take` with each run of letters and digits.
template <typename Take>
void eachWord(QStringView text, const Take &take)
{
    qsizetype begin = 0;
    const auto isPart = [](QChar c) { return c.isLetterOrNumber() || c.isMark() || c.isSurrogate(); };
    while (begin < text.size()) {
        if (!isPart(text[begin])) {
            ++begin;
            continue;
        }
        qsizetype end = begin + 1;
        while (end < text.size() && isPart(text[end]))
            ++end;
        if (end - begin <= longestWord)
            take(text.sliced(begin, end - begin));
        begin = end;
    }
}

} // namespace

std::vector<std::string> wordsOf(QStringView text)
{
    std::vector<std::string> words;
    eachWord(text, [&words](QStringView word) { words.push_back(word.toString().toLower().toStdString()); });
    return words;
}

QStringList tellingWords(QStringView question)
{
    QStringList all;
    QStringList telling;
    eachWord(question, [&](QStringView part) {
        const QString word = part.toString().toLower();
        if (all.size() >= mostWords || all.contains(word))
            return;
        all.append(word);
        if (!emptyWords().contains(word))
            telling.append(word);
    });
    return telling.isEmpty() ? all : telling;
}

QString matchExpression(QStringView question)
{
    QStringList quoted;
    for (const QString &word : tellingWords(question))
        quoted.append(u'"' + word + u'"');
    return quoted.join(u" OR "_s);
}

} // namespace Procession
