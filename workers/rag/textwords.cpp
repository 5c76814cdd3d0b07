// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "textwords.h"

#include "wordfolding.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <vector>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

using Script = TextWord::Script;
using Kind = TextWord::Kind;

/// Parts of one word with hyphens or dots; what has more is a table of something.
constexpr size_t mostParts = 12;

bool isHyphen(QChar c)
{
    return c == u'-' || c == u'\u2010' || c == u'\u2011';
}

bool isApostrophe(QChar c)
{
    return c == u'\'' || c == u'\u2019';
}

/// Of a number: "3.2.1", "0,5".
bool isNumber(QStringView text)
{
    return std::all_of(text.begin(), text.end(),
                       [](QChar c) { return c.isDigit() || c == u'.' || c == u',' || c == u'\u066B'; });
}

/// What stands between words, whatever is beside it.
bool isGap(QChar c)
{
    return c == u' ' || c == u'\n' || c == u'\t' || c == u'(' || c == u')' || c == u'"' || c == u'\u00AB'
        || c == u'\u00BB';
}

bool isPlainLatin(QChar c)
{
    return c >= u'a' && c <= u'z';
}

bool isPlainCyrillic(QChar c)
{
    return (c >= u'а' && c <= u'я') || c == u'ё';
}

/// The end of a word of plain letters alone with a gap after it, which needs no rules: most words are such. `begin` where
/// there is none.
qsizetype plainWord(QStringView text, qsizetype begin)
{
    const auto isPlain = isPlainLatin(text[begin]) ? isPlainLatin : isPlainCyrillic;
    qsizetype end = begin;
    while (end < text.size() && isPlain(text[end]))
        ++end;
    const bool isWhole = end == text.size() || isGap(text[end])
        || ((text[end] == u',' || text[end] == u'.') && (end + 1 == text.size() || isGap(text[end + 1])));
    return isWhole && end - begin <= TextWords::longest ? end : begin;
}

bool isPartSign(QChar c)
{
    return c.isLetterOrNumber() || c.isMark() || c.isSurrogate();
}

/// Cuts what ICU takes for one word, or several with hyphens between, and tells what comes of it.
class Cutter
{
public:
    explicit Cutter(const TextWords::Take &take)
        : m_take(take)
    {
    }

    /// Scripts without spaces: pairs of signs that overlap, so that any piece of it is found.
    void takeRun(QStringView run)
    {
        std::vector<qsizetype> starts; // of signs: a letter with its marks
        for (qsizetype i = 0; i < run.size(); i += run[i].isHighSurrogate() && i + 1 < run.size() ? 2 : 1) {
            if (starts.empty() || !run[i].isMark())
                starts.push_back(i);
        }
        starts.push_back(run.size());
        const auto signs = [&](size_t from, size_t count) {
            return run.sliced(starts[from], starts[from + count] - starts[from]).left(TextWords::longest).toString();
        };
        const size_t count = starts.size() - 1;
        for (size_t i = 0; i + 1 < count; ++i)
            tell(signs(i, 2), Script::Unspaced, Kind::Own);
        if (count > 0)
            tell(signs(count - 1, 1), Script::Unspaced, count == 1 ? Kind::Own : Kind::LastSign);
    }

    void takePlain(QStringView word)
    {
        QString text = word.toString();
        const bool isLatin = isPlainLatin(text[0]);
        if (!isLatin)
            text.replace(u'ё', u'е');
        tell(std::move(text), isLatin ? Script::Latin : Script::Cyrillic, Kind::Own);
    }

    void takeWord(QStringView word)
    {
        m_parts.clear();
        for (qsizetype begin = 0; begin < word.size();) {
            qsizetype end = begin;
            while (end < word.size() && !isHyphen(word[end]))
                ++end;
            split(word.sliced(begin, end - begin));
            begin = end + 1;
        }
        if (m_parts.size() > mostParts)
            m_parts.resize(mostParts);
        for (const QStringView part : m_parts)
            takePart(part);
        if (m_parts.size() > 1)
            join();
    }

private:
    void addPart(QStringView part)
    {
        if (!part.isEmpty() && part.size() <= TextWords::longest)
            m_parts.push_back(part);
    }

    /// At what stands between letters, unless it is a number.
    void split(QStringView text)
    {
        if (isNumber(text)) {
            addPart(text);
            return;
        }
        // "СП70.13330.2012": the letters, and the number.
        qsizetype letters = 0;
        while (letters < text.size() && text[letters].isLetter())
            ++letters;
        if (letters < text.size() && isNumber(text.sliced(letters)) && text.sliced(letters).contains(u'.')) {
            addPart(text.first(letters));
            addPart(text.sliced(letters));
            return;
        }
        for (qsizetype begin = 0; begin < text.size();) {
            qsizetype end = begin;
            while (end < text.size() && (isPartSign(text[end]) || isWithinWord(text, end)))
                ++end;
            addPart(text.sliced(begin, end - begin));
            begin = end + 1;
        }
    }

    /// An apostrophe that belongs to its word: "don't", "об'єкт"; not that of "l'homme".
    static bool isWithinWord(QStringView text, qsizetype at)
    {
        constexpr qsizetype article = 2;
        return isApostrophe(text[at]) && at + 1 < text.size()
            && (text.size() - at - 1 <= article || at > article || text[0].script() == QChar::Script_Cyrillic);
    }

    void takePart(QStringView part)
    {
        if (!isNumber(part)) {
            QString text = part.toString();
            const Script script = foldWord(text);
            tell(std::move(text), script, Kind::Own);
            return;
        }
        QString number = part.toString();
        const bool hasComma = number.contains(u',') || number.contains(u'\u066B');
        number.replace(u',', u'.').replace(u'\u066B', u'.');
        tell(number, Script::Number, Kind::Own);
        if (hasComma)
            return;
        // A clause belongs to those above it, and a norm of a year to its number.
        for (qsizetype dot = number.lastIndexOf(u'.'); dot > 0 && number.first(dot).contains(u'.');
             dot = number.lastIndexOf(u'.', dot - 1))
            tell(number.first(dot), Script::Number, Kind::Ancestor);
    }

    void join()
    {
        QString joined;
        for (const QStringView part : m_parts)
            joined += part;
        if (joined.size() > TextWords::longest)
            return;
        Script script = foldWord(joined);
        if (isNumber(joined))
            script = Script::Number;
        tell(std::move(joined), script, Kind::Joined);
    }

    void tell(QString text, Script script, Kind kind)
    {
        if (text.isEmpty()) // marks alone
            return;
        if (kind == Kind::Own || m_place < 0)
            ++m_place;
        m_take({std::move(text), script, kind, m_place});
    }

    const TextWords::Take &m_take;
    std::vector<QStringView> m_parts;
    int m_place = -1;
};

} // namespace

class TextWords::Breaks
{
public:
    Breaks()
    {
        UErrorCode error = U_ZERO_ERROR;
        m_iterator = ubrk_open(UBRK_WORD, "", nullptr, 0, &error);
    }
    ~Breaks()
    {
        if (m_iterator)
            ubrk_close(m_iterator);
    }
    Q_DISABLE_COPY_MOVE(Breaks)

    /// False where ICU can't: no memory, no data.
    bool begin(const QString &text)
    {
        UErrorCode error = U_ZERO_ERROR;
        m_size = static_cast<qsizetype>(std::min<qsizetype>(text.size(), std::numeric_limits<int32_t>::max()));
        if (m_iterator)
            ubrk_setText(m_iterator, reinterpret_cast<const UChar *>(text.utf16()), static_cast<int32_t>(m_size),
                         &error);
        return m_iterator && U_SUCCESS(error) && ubrk_first(m_iterator) == 0;
    }
    /// Whether the last piece is a word.
    bool isWord() const { return ubrk_getRuleStatus(m_iterator) >= UBRK_WORD_NONE_LIMIT; }
    /// The first end of a piece after `at`; -1 where there is none.
    qsizetype after(qsizetype at) { return at >= m_size ? -1 : ubrk_following(m_iterator, static_cast<int32_t>(at)); }

private:
    UBreakIterator *m_iterator = nullptr;
    qsizetype m_size = 0;
};

TextWords::TextWords()
    : m_breaks(std::make_unique<Breaks>())
{
}

TextWords::~TextWords() = default;

void TextWords::each(QStringView text, const Take &take)
{
    const QString folded = foldText(text);
    if (folded.isEmpty() || !m_breaks->begin(folded))
        return;
    Cutter cutter(take);
    qsizetype begin = 0;
    while (begin < folded.size()) {
        qsizetype end = plainWord(folded, begin);
        if (end > begin) {
            cutter.takePlain(QStringView(folded).sliced(begin, end - begin));
            begin = end;
            continue;
        }
        end = isGap(folded[begin]) ? begin + 1 : m_breaks->after(begin);
        if (end <= begin)
            break;
        if (isGap(folded[begin]) || !m_breaks->isWord()) {
            begin = end;
            continue;
        }
        while (end + 1 < folded.size() && isHyphen(folded[end]) && folded[end + 1].isLetterOrNumber()
               && unspacedRun(folded, end + 1) == end + 1)
            end = std::max(m_breaks->after(end + 1), end + 2);
        while (begin < end) {
            qsizetype next = unspacedRun(folded, begin);
            if (next > begin) {
                cutter.takeRun(QStringView(folded).sliced(begin, next - begin));
                if (next > end) // ICU's dictionaries cut within
                    end = m_breaks->after(next - 1);
            } else {
                for (++next; next < end && unspacedRun(folded, next) == next;)
                    ++next;
                cutter.takeWord(QStringView(folded).sliced(begin, next - begin));
            }
            begin = next;
        }
    }
}

std::vector<std::string> wordsOf(QStringView text)
{
    thread_local TextWords cutter;
    std::vector<std::string> words;
    cutter.each(text, [&words](const TextWord &word) {
        if (word.kind == TextWord::Kind::Own)
            words.push_back(word.text.toStdString());
    });
    return words;
}

} // namespace Procession
