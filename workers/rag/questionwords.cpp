// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "questionwords.h"

#include "stopwords.h"
#include "wordstems.h"
#include "wordtokenizer.h"

#include <QHash>

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Script = TextWord::Script;
using Kind = TextWord::Kind;

/// A question with more is a document; what comes later is left out.
constexpr size_t mostWords = 64;

/// The words of a question, each once.
std::vector<TextWord> wordsOfQuestion(QStringView question)
{
    thread_local TextWords cutter;
    std::vector<TextWord> words;
    cutter.each(question, [&words](const TextWord &word) {
        const auto isSame = [&word](const TextWord &other) { return other.text == word.text; };
        if (words.size() < mostWords && word.kind != Kind::Ancestor && word.kind != Kind::LastSign
            && std::none_of(words.begin(), words.end(), isSame))
            words.push_back(word);
    });
    return words;
}

/// The languages whose rules words of a script may follow in such a collection.
QStringList rulesOf(Script script, const QStringList &languages)
{
    QStringList rules;
    for (const QString &language : languages)
        rules.append(WordStems::languageOf(script, language));
    if (languages.isEmpty())
        rules.append(WordStems::languageOf(script, {}));
    rules.removeDuplicates();
    return rules;
}

/// The language whose stop words the most words of that script are.
QString languageOfWords(const std::vector<TextWord> &words, Script script, const QStringList &languages)
{
    QStringList candidates = languages + rulesOf(script, languages) + rulesOf(script, {});
    candidates.removeDuplicates();
    QString best;
    qsizetype most = 0;
    for (const QString &language : candidates) {
        const auto isStop = [&](const TextWord &word) {
            return word.script == script && isStopWord(word.text, language);
        };
        const auto count = std::count_if(words.begin(), words.end(), isStop);
        if (count > most) {
            most = count;
            best = language;
        }
    }
    return best;
}

/// Those that say something; all where none does.
std::vector<TextWord> telling(std::vector<TextWord> words, const QStringList &languages)
{
    QHash<Script, QString> language;
    for (const TextWord &word : words) {
        if (!language.contains(word.script))
            language.insert(word.script, languageOfWords(words, word.script, languages));
    }
    std::vector<TextWord> left;
    for (const TextWord &word : words) {
        if (!isStopWord(word.text, language.value(word.script)))
            left.push_back(word);
    }
    return left.empty() ? std::move(words) : std::move(left);
}

/// What is left of a stem without the suffixes that make a noun of a verb, and the like: "удал" of "удалени".
std::string rootOf(const TextWord &word, const std::string &stem)
{
    constexpr qsizetype suffix = 2;
    constexpr qsizetype shortest = 4;
    if (word.script != Script::Cyrillic && word.script != Script::Latin)
        return {};
    const QString letters = QString::fromStdString(stem);
    return letters.size() < shortest ? std::string()
                                     : letters.first(std::max(letters.size() - suffix, shortest)).toStdString();
}

} // namespace

std::vector<QuestionWord> questionWords(QStringView question, const QStringList &languages)
{
    WordStems stems;
    std::vector<QuestionWord> result;
    for (const TextWord &word : telling(wordsOfQuestion(question), languages)) {
        QuestionWord asked{word.text, {}, {}, false, false};
        asked.isPrefix = word.script == Script::Unspaced && word.text.size() == 1;
        for (const QString &rules : rulesOf(word.script, languages)) {
            asked.hasExactForm = asked.hasExactForm || WordTokenizer::hasExactForm(word, rules);
            std::string stem = stems.stem(word, rules);
            if (!stem.empty() && std::find(asked.stems.begin(), asked.stems.end(), stem) == asked.stems.end())
                asked.stems.push_back(std::move(stem));
        }
        if (!asked.stems.empty())
            asked.root = rootOf(word, asked.stems.front());
        if (!asked.stems.empty())
            result.push_back(std::move(asked));
    }
    return result;
}

QString matchExpression(const std::vector<QuestionWord> &words)
{
    QStringList phrases;
    for (const QuestionWord &word : words) {
        for (const std::string &stem : word.stems)
            phrases.append(u'"' + QString::fromStdString(stem) + (word.isPrefix ? u"\"*"_s : u"\""_s));
        if (word.hasExactForm)
            phrases.append(u"\""_s + QLatin1Char(WordTokenizer::exactMark) + word.text + u'"');
        if (!word.root.empty())
            phrases.append(u'"' + QString::fromStdString(word.root) + u"\"*"_s);
    }
    return phrases.join(u" OR "_s);
}

QStringList tellingWords(QStringView question, const QStringList &languages)
{
    QStringList words;
    for (const TextWord &word : telling(wordsOfQuestion(question), languages)) {
        if (word.kind == Kind::Own)
            words.append(word.text);
    }
    return words;
}

} // namespace Procession
