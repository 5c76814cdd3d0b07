// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "progresstext.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <vector>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// What a number that may have separators stands for.
struct Reading
{
    std::optional<double> grouped;  ///< its separators part thousands, or it has none
    std::optional<double> fraction; ///< its separator begins the decimals
};

QString withoutSpacesInNumbers(QString text)
{
    static const QRegularExpression group(u"(?<=\\d)[ \u00a0\u202f\u2009](?=\\d{3}(?!\\d))"_s);
    // Only whole groups: `12 019`, and not `2026 019` nor `1 2 019`.
    static const QRegularExpression number(u"(?<![\\d.,'_])\\d{1,3}(?:[ \u00a0\u202f\u2009]\\d{3})+(?![\\d])"_s);
    for (const QRegularExpressionMatch &match : number.globalMatch(text))
        text.replace(match.capturedStart(), match.capturedLength(), match.captured().replace(group, u"_"_s));
    return text;
}

/// Reads digits with `.`, `,`, `'`, `’` or `_` between them.
Reading readNumber(const QString &text)
{
    static const QRegularExpression plain(u"^\\d{1,15}$"_s);
    static const QRegularExpression thousands(u"^\\d{1,3}(?:([.,'’_])\\d{3})(?:\\1\\d{3})*$"_s);
    static const QRegularExpression indian(u"^\\d{1,2}(?:,\\d{2})+,\\d{3}$"_s);
    static const QRegularExpression decimal(u"^\\d{1,15}[.,]\\d{1,15}$"_s);
    static const QRegularExpression both(u"^\\d{1,3}(?:(?:,\\d{3})+\\.|(?:\\.\\d{3})+,|(?:['’_]\\d{3})+[.,])\\d+$"_s);
    static const QRegularExpression separators(u"[.,'’_]"_s);
    Reading reading;
    QString digits = text;
    digits.remove(separators);
    if (digits.size() > 15)
        return reading;
    if (plain.match(text).hasMatch()) {
        reading.grouped = digits.toDouble();
        return reading;
    }
    if (thousands.match(text).hasMatch() || indian.match(text).hasMatch())
        reading.grouped = digits.toDouble();
    if (decimal.match(text).hasMatch() || both.match(text).hasMatch()) {
        const qsizetype point = std::max(text.lastIndexOf(u'.'), text.lastIndexOf(u','));
        const QString whole = text.first(point).remove(separators);
        reading.fraction = QString(whole + u'.' + text.sliced(point + 1)).toDouble();
    }
    return reading;
}

bool isWithin(double value, double most)
{
    return value >= 0.0 && value <= most;
}

std::optional<double> percentOf(const QString &number)
{
    const Reading reading = readNumber(number);
    // `12.345%` has decimals; `1,000%` may be a thousand as well as one.
    if (reading.grouped && reading.fraction && !number.contains(u'.'))
        return std::nullopt;
    const auto value = reading.fraction ? reading.fraction : reading.grouped;
    return value && isWithin(*value, 100.0) ? value : std::nullopt;
}

std::optional<double> ratio(std::optional<double> done, std::optional<double> total)
{
    if (!done || !total || !(*total > 0.0) || !isWithin(*done, *total))
        return std::nullopt;
    return *done * 100.0 / *total;
}

std::optional<double> ratioOf(const QString &doneText, const QString &totalText)
{
    const Reading done = readNumber(doneText);
    const Reading total = readNumber(totalText);
    const auto valueOf = [](const Reading &reading) { return reading.fraction ? reading.fraction : reading.grouped; };
    const auto grouped = ratio(done.grouped, total.grouped);
    // Who writes decimals writes them for what is done as well as for the total.
    const bool mayBeDecimal = !total.fraction || done.fraction;
    const auto decimal = mayBeDecimal ? ratio(valueOf(done), valueOf(total)) : std::nullopt;
    if (grouped && decimal && std::abs(*grouped - *decimal) > 1e-9)
        return std::nullopt; // two ways to read it
    return grouped ? grouped : decimal;
}

/// Words beside a number that make it something else than progress.
bool speaksOfSomethingElse(const QString &word)
{
    static const QSet<QString> words = [] {
        const QString text =
            u"loss lost drop dropped packet packets fail fails failed failure failures failing error errors "
            "warning warnings passed pass passing skipped skip flaky faster slower quicker speedup cpu "
            "cpus core cores gpu mem memory ram swap disk disks space used use usage free full idle "
            "iowait load battery charge charged coverage covered confidence accuracy acc precision "
            "recall hit hits miss misses cache cached compression compressed ratio saved saving savings "
            "smaller bigger larger discount off chance probability odds likely utilization utilisation "
            "volume brightness humidity increase increased decrease decreased growth higher lower more "
            "less similarity similar identical quality zoom scale opacity percentile ci confident "
            "remaining left remain retry retries retrying attempt attempts try tries thread threads "
            "worker workers rank node nodes replica replicas pod pods ready running pending healthy "
            "score rating rated stars aspect cup cups tsp tbsp teaspoon teaspoons tablespoon "
            "tablespoons inch inches mile miles pint pints oz lb lbs hour hours day split interest vat "
            "tax overlap duplicate duplicates unused empty fragmentation non bandwidth throttle throttled "
            "limit threshold reduction reduced improvement improved jitter min max avg mean median"_s;
        const QStringList list = text.split(u' ', Qt::SkipEmptyParts);
        return QSet<QString>(list.cbegin(), list.cend());
    }();
    return words.contains(word);
}

const QRegularExpression &clauseBorder()
{
    static const QRegularExpression border(u"[,;()|\\[\\]{}<>#•·]|\\.\\.|\\. |━|█"_s);
    return border;
}

bool anyWordSpeaks(const QStringList &words)
{
    return std::any_of(words.cbegin(), words.cend(), [](const QString &word) { return speaksOfSomethingElse(word); });
}

/// Whether one of the next words, in the same clause, says that the number before `at` isn't progress.
bool isExplainedAfter(const QString &line, qsizetype at)
{
    static const QRegularExpression noLetters(u"[^\\p{L}]+"_s);
    QString rest = line.mid(at, 48).toLower();
    if (const qsizetype border = rest.indexOf(clauseBorder()); border >= 0)
        rest.truncate(border);
    const QStringList words = rest.split(noLetters, Qt::SkipEmptyParts);
    return anyWordSpeaks(words.first(std::min<qsizetype>(4, words.size())));
}

/// The same for the two words before `at`.
bool isExplainedBefore(const QString &line, qsizetype at)
{
    static const QRegularExpression noLetters(u"[^\\p{L}]+"_s);
    QString rest = line.mid(std::max<qsizetype>(0, at - 32), std::min<qsizetype>(32, at)).toLower();
    if (rest.endsWith(u'('))
        rest.chop(1);
    if (const qsizetype border = rest.lastIndexOf(clauseBorder()); border >= 0)
        rest = rest.sliced(border + 1);
    const QStringList words = rest.split(noLetters, Qt::SkipEmptyParts);
    return anyWordSpeaks(words.sliced(std::max<qsizetype>(0, words.size() - 2)));
}

/// Whether a letter of a script that has spaces between its words stands there: `v12%` is no number, `完成50%` is one.
bool isLetterOfAWord(const QString &line, qsizetype at)
{
    if (at < 0 || at >= line.size())
        return false;
    const QChar c = line[at];
    const auto script = c.script();
    const bool isUnspaced = script == QChar::Script_Han || script == QChar::Script_Hiragana
        || script == QChar::Script_Katakana || script == QChar::Script_Hangul || script == QChar::Script_Thai;
    return c == u'_' || (c.isLetter() && !isUnspaced);
}

bool isOneOf(const QString &line, qsizetype at, const QString &characters)
{
    return at >= 0 && at < line.size() && characters.contains(line[at]);
}

bool isDigitAt(const QString &line, qsizetype at)
{
    return at >= 0 && at < line.size() && line[at].isDigit();
}

/// Whether the number that begins at `begin` is the second one of a range such as `50 - 60`.
bool endsARange(const QString &line, qsizetype begin)
{
    static const QRegularExpression dash(u"[\\d%]\\s*(?:-|–|—|~|to|bis)\\s*$"_s);
    return dash.match(line.left(begin).right(12)).hasMatch();
}

struct Percent
{
    double value = 0;
    int depth = 0; ///< of brackets
    qsizetype begin = 0;
    qsizetype end = 0;
};

std::vector<Percent> percentsIn(const QString &text, const PrintedLine &line)
{
    static const QRegularExpression pattern(u"(\\d[\\d.,'’_]*)[ \u00a0\u202f\u2009]?%"_s);
    std::vector<Percent> percents;
    for (const QRegularExpressionMatch &match : pattern.globalMatch(text)) {
        const qsizetype begin = match.capturedStart();
        const qsizetype end = match.capturedEnd();
        const bool isCut = begin == 0 && !line.hasBegin;
        const bool isWrongAround = isLetterOfAWord(text, begin - 1) || isOneOf(text, begin - 1, u"-+−–<>$€£/\\^&%"_s)
            || isLetterOfAWord(text, end) || isDigitAt(text, end) || isOneOf(text, end, u"/-–%+*="_s)
            || endsARange(text, begin) || (isOneOf(text, begin - 1, u".,'’_"_s) && !isOneOf(text, begin - 2, u"."_s))
            || line.text.mid(end, 2) == " /"_L1 || text.left(begin).endsWith("=> "_L1)
            || (isOneOf(text, end, u" "_s) && isOneOf(text, end + 1, u"*×="_s));
        const auto value = isCut || isWrongAround ? std::nullopt : percentOf(match.captured(1));
        if (value && !isExplainedAfter(text, end) && !isExplainedBefore(text, begin)) {
            const QStringView before = QStringView(text).first(begin);
            const auto count = [before](QChar c) { return static_cast<int>(before.count(c)); };
            percents.push_back(
                {*value, std::max(0, count(u'[') + count(u'(') - count(u']') - count(u')')), begin, end});
        }
    }
    return percents;
}

std::optional<double> percentIn(const QString &text, const PrintedLine &line)
{
    static const QRegularExpression dots(u"^[\\s.…#=>-]*$"_s);
    std::vector<Percent> percents = percentsIn(text, line);
    if (percents.empty())
        return std::nullopt;
    const int outermost = std::min_element(percents.cbegin(), percents.cend(), [](const Percent &a, const Percent &b) {
                              return a.depth < b.depth;
                          })->depth;
    std::erase_if(percents, [outermost](const Percent &percent) { return percent.depth != outermost; });
    // `10%..20%..30%` grows; what else stands beside another percentage can't be told apart.
    for (size_t i = 1; i < percents.size(); ++i) {
        const Percent &before = percents[i - 1];
        const QString between = text.mid(before.end, percents[i].begin - before.end);
        if (percents[i].value != before.value && (percents[i].value < before.value || !dots.match(between).hasMatch()))
            return std::nullopt;
    }
    return percents.back().value;
}

std::optional<double> fractionIn(const QString &text, const PrintedLine &line)
{
    static const QRegularExpression pattern(
        uR"((\d[\d.,'’_]*)\s?((?:[kKMGTP]i?)?B|bytes)?\s?/\s?([\d.,'’_]*\d)(?:\s?((?:[kKMGTP]i?)?B|bytes)(?![\w/]))?)"_s);
    static const QRegularExpression time(uR"(^[ T]\d{1,2}:\d\d)"_s);
    static const QRegularExpression isEqual(u"^\\s*[=≈]"_s);
    std::optional<double> found;
    for (const QRegularExpressionMatch &match : pattern.globalMatch(text)) {
        const qsizetype begin = match.capturedStart();
        const qsizetype end = match.capturedEnd();
        const QString rest = text.mid(end, 16);
        const bool isCut = (begin == 0 && !line.hasBegin) || (end == text.size() && !line.hasEnd);
        const bool isWrongAround = isLetterOfAWord(text, begin - 1)
            || isOneOf(text, begin - 1, u"-+−–/\\.,'’_:=$€£<>~^&%@"_s) || isLetterOfAWord(text, end)
            || isDigitAt(text, end) || isOneOf(text, end, u"/\\-–:%+*@"_s)
            || (isOneOf(text, end, u".,'’_"_s) && isDigitAt(text, end + 1))
            || (isOneOf(text, end, u"."_s) && isLetterOfAWord(text, end + 1)) || time.match(rest).hasMatch()
            || isEqual.match(rest).hasMatch() || endsARange(text, begin);
        const QString doneUnit = match.captured(2);
        const QString totalUnit = match.captured(4);
        const bool areUnlike = !doneUnit.isEmpty() && doneUnit != totalUnit;
        found.reset();
        if (!isCut && !isWrongAround && !areUnlike && !isExplainedAfter(text, end) && !isExplainedBefore(text, begin))
            found = ratioOf(match.captured(1), match.captured(3));
    }
    return found;
}

/// Words that hold a URL or are a path have no progress in them.
QString withoutAddresses(QString text)
{
    static const QRegularExpression address(uR"((?:(?<!\S)[~.]{0,2}/\S+|\S*://\S+|\S*\w@\w\S*))"_s);
    for (const QRegularExpressionMatch &match : address.globalMatch(text))
        text.replace(match.capturedStart(), match.capturedLength(), QString(match.capturedLength(), u'\u2026'));
    return text;
}

} // namespace

std::optional<double> progressIn(const PrintedLine &line)
{
    // What rsync has still to check says that its percentage may be one file's.
    if (line.text.contains("-chk="_L1))
        return std::nullopt;
    const QString text = withoutSpacesInNumbers(withoutAddresses(line.text));
    if (text.contains(u'%')) {
        if (const auto percent = percentIn(text, line))
            return percent;
    }
    return text.contains(u'/') ? fractionIn(text, line) : std::nullopt;
}

} // namespace Procession
