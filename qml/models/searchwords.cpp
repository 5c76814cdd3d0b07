// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "searchwords.h"

#include "textpattern.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QLocale>

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

QString foldedText(const QString &text)
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
    return folded;
}

QByteArray fold(const QString &text)
{
    return foldedText(text).toUtf8();
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

/// One part of what was typed.
struct Token
{
    bool isUnwanted = false;
    QString key;
    QString value;
};

bool isKey(QStringView text)
{
    const auto isPart = [](QChar letter) {
        return letter.isLetterOrNumber() || letter == u'_' || letter == u'-' || letter == u'.';
    };
    return !text.isEmpty() && (text.front().isLetter() || text.front() == u'_')
        && std::all_of(text.begin(), text.end(), isPart);
}

/// Up to a space, or in quotation marks; those that aren't closed reach to the end.
QString takeValue(QStringView &rest)
{
    if (rest.startsWith(u'"')) {
        const qsizetype end = rest.indexOf(u'"', 1);
        const QString value = rest.mid(1, end < 0 ? -1 : end - 1).toString();
        rest = end < 0 ? QStringView() : rest.mid(end + 1);
        return value;
    }
    const auto space = std::find_if(rest.begin(), rest.end(), [](QChar letter) { return letter.isSpace(); });
    const QString value = rest.left(space - rest.begin()).toString();
    rest = rest.mid(space - rest.begin());
    return value;
}

Token takeToken(QStringView &rest)
{
    Token token;
    if (rest.size() > 1 && rest.startsWith(u'-') && !rest[1].isSpace()) {
        token.isUnwanted = true;
        rest = rest.mid(1);
    }
    const qsizetype colon = rest.indexOf(u':');
    const QStringView value = colon < 0 ? QStringView() : rest.mid(colon + 1);
    // What stands in an address, or in the path of a drive, isn't a key.
    if (colon > 0 && isKey(rest.left(colon)) && !value.isEmpty() && !value.front().isSpace()
        && !value.startsWith("//"_L1) && !value.startsWith(u'\\')) {
        token.key = rest.left(colon).toString();
        rest = value;
    }
    token.value = takeValue(rest);
    return token;
}

/// Whether the number is as the condition says: `3`, `>3`, `>=3`, `<3` or `<=3`.
bool compares(double number, QStringView condition)
{
    constexpr std::array<QLatin1StringView, 4> operators{">="_L1, "<="_L1, ">"_L1, "<"_L1};
    const auto found = std::find_if(operators.begin(), operators.end(),
                                    [condition](QLatin1StringView sign) { return condition.startsWith(sign); });
    const QLatin1StringView sign = found == operators.end() ? QLatin1StringView() : *found;
    bool isNumber = false;
    const double other = condition.mid(sign.size()).toDouble(&isNumber);
    if (!isNumber)
        return false;
    if (sign == ">="_L1)
        return number >= other;
    if (sign == "<="_L1)
        return number <= other;
    if (sign == ">"_L1)
        return number > other;
    return sign == "<"_L1 ? number < other : number == other;
}

/// The value of the metadata under that path; of an array any.
template <typename Fits>
bool anyAt(const QJsonValue &value, QStringView path, Fits fits)
{
    if (value.isArray()) {
        const QJsonArray list = value.toArray();
        return std::any_of(list.begin(), list.end(), [&](const QJsonValue &entry) { return anyAt(entry, path, fits); });
    }
    if (path.isEmpty())
        return fits(value);
    const QJsonObject object = value.toObject();
    if (const auto whole = object.constFind(path); whole != object.constEnd()) // a key may have dots
        return anyAt(*whole, {}, fits);
    const qsizetype dot = path.indexOf(u'.');
    return dot > 0 && object.contains(path.left(dot)) && anyAt(object.value(path.left(dot)), path.mid(dot + 1), fits);
}

QString textOf(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    if (value.isDouble())
        return QString::number(value.toDouble(), 'g', QLocale::FloatingPointShortest);
    return value.isNull() ? u"null"_s : value.toString();
}

} // namespace

SearchWords::SearchWords(const QString &text)
{
    QStringView rest(text);
    while (!(rest = rest.trimmed()).isEmpty()) {
        Token token = takeToken(rest);
        if (token.key.isEmpty())
            addWord(token.value, token.isUnwanted);
        else if (QString value = foldedText(token.value); !value.isEmpty())
            m_conditions.append({token.key, value, value.contains(u'*') || value.contains(u'?'), token.isUnwanted});
    }
}

void SearchWords::addWord(const QString &text, bool isUnwanted)
{
    QString escaped = text;
    escaped.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    Word folded{fold(text), escaped == text ? QByteArray() : fold(escaped), isUnwanted};
    if (!folded.plain.isEmpty()) // of a lone accent nothing is left
        m_words.append(std::move(folded));
}

bool SearchWords::areIn(const Process &process) const
{
    if (isEmpty())
        return true;
    if (needFolding(process))
        return areIn(process, folded(process));
    const std::array texts = textsOf(process);
    const auto isMet = [&texts](const Word &word) {
        return word.isUnwanted != std::any_of(texts.begin(), texts.end(), [&word](QByteArrayView text) {
                   return isInAscii(word.plain, text) || (!word.escaped.isEmpty() && isInAscii(word.escaped, text));
               });
    };
    return std::all_of(m_words.begin(), m_words.end(), isMet) && conditionsHold(process);
}

bool SearchWords::areIn(const Process &process, QByteArrayView folded) const
{
    const auto isMet = [folded](const Word &word) {
        return word.isUnwanted
            != (folded.contains(word.plain) || (!word.escaped.isEmpty() && folded.contains(word.escaped)));
    };
    return std::all_of(m_words.begin(), m_words.end(), isMet) && conditionsHold(process);
}

bool SearchWords::conditionsHold(const Process &process) const
{
    return std::all_of(m_conditions.begin(), m_conditions.end(), [&process](const Condition &condition) {
        return condition.isUnwanted != holds(condition, process);
    });
}

bool SearchWords::holds(const Condition &condition, const Process &process)
{
    const auto is = [&condition](const QString &text) {
        const QString folded = foldedText(text);
        return condition.isPattern ? matchesPattern(condition.value, folded) : folded == condition.value;
    };
    const auto has = [&](const QString &text) {
        return condition.isPattern ? is(text) : foldedText(text).contains(condition.value);
    };
    const QString &key = condition.key;
    if (key == "id"_L1)
        return has(process.id.toString());
    if (key == "name"_L1)
        return has(process.name.toString());
    if (key == "description"_L1)
        return has(process.description.toString());
    if (key == "message"_L1)
        return has(process.message.toString());
    if (key == "error"_L1)
        return has(process.errorMessage.toString());
    if (key == "status"_L1)
        return is(wireName(process.status));
    if (key == "type"_L1)
        return is(process.type.toString());
    if (key == "attempt"_L1)
        return compares(process.attempt, condition.value);
    if (key == "progress"_L1)
        return process.progress && compares(*process.progress, condition.value);
    // Most have no such key, and are read no further.
    const qsizetype dot = key.indexOf(u'.');
    const QByteArray first = key.left(dot).toUtf8();
    if (process.metadata.json().indexOf(first) < 0)
        return false;
    return anyAt(process.metadata.toObject(), key, [&is](const QJsonValue &value) {
        return !value.isObject() && !value.isUndefined() && is(textOf(value));
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
