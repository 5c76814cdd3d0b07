// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "segmentsearch.h"

#include "outputstore.h"

#include <algorithm>

namespace Procession {

namespace {

/// So much of a long line is looked at together, in UTF-16 units; and so much again in the next part.
constexpr qsizetype window = 64 * 1024;
constexpr qsizetype overlap = 1024;
/// Of a longer one, so much is shown around the match: no more bytes than a line's text may have.
constexpr qsizetype shownUnits = OutputStore::maxLineText / 3;
constexpr qsizetype maxSpans = 100;
/// The text in an answer, in UTF-16 units.
constexpr qsizetype maxText = 4 * 1024 * 1024;

/// The bytes of which so many UTF-16 units are made.
qsizetype bytesOfUnits(QByteArrayView bytes, qsizetype units)
{
    qsizetype at = 0;
    while (units > 0 && at < bytes.size()) {
        const auto byte = static_cast<uchar>(bytes[at]);
        const qsizetype length = byte < 0xc0 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
        const QString character =
            byte < 0x80 || at + length > bytes.size() ? QString() : QString::fromUtf8(bytes.sliced(at, length));
        // What isn't UTF-8 has a replacement for each byte.
        const bool isWhole = character.size() == (length == 4 ? 2 : 1) && length > 1;
        at += isWhole ? length : 1;
        units -= isWhole ? character.size() : 1;
    }
    return at;
}

} // namespace

SegmentSearch::SegmentSearch(SegmentReader &segments, const OutputPattern &pattern, const OutputQuery &query,
                             const Clock &clock, std::stop_token stop)
    : m_segments(segments)
    , m_reader(segments)
    , m_pattern(pattern)
    , m_query(query)
    , m_clock(clock)
    , m_stop(std::move(stop))
    , m_deadline(clock.steadyMs() + query.timeLimitMs)
{
}

bool SegmentSearch::isOver() const
{
    return m_stop.stop_requested() || m_clock.steadyMs() >= m_deadline;
}

bool SegmentSearch::isFull() const
{
    return static_cast<int>(m_found.matches.size()) >= m_query.limit || m_textSize >= maxText;
}

std::vector<SegmentSearch::Candidate> SegmentSearch::candidatesIn(SegmentText &text) const
{
    std::vector<Candidate> candidates;
    bool skips = m_pattern.canSkip();
    if (m_pattern.rulesOut(text.bytes()) || (skips && m_pattern.inText(text.text(), 0).isNone()))
        return candidates;
    const auto &lines = text.lines();
    for (size_t index = 0; index < lines.size(); ++index) {
        if (!isWanted(lines[index].part.number))
            continue;
        qsizetype hint = lines[index].at;
        if (skips) {
            const OutputPattern::Place place = m_pattern.inText(text.text(), hint);
            if (place.isNone())
                break;
            // Where that takes long, each line is looked at by itself, which can be ended between two.
            skips = !place.gaveUp && !isOver();
            if (!place.gaveUp) {
                hint = place.start;
                const auto behind = std::upper_bound(
                    lines.begin(), lines.end(), hint,
                    [](qsizetype position, const SegmentText::Line &line) { return position < line.at; });
                index = static_cast<size_t>(behind - lines.begin()) - 1;
                if (!isWanted(lines[index].part.number))
                    break;
            }
        }
        candidates.push_back({index, hint});
    }
    return candidates;
}

std::optional<SegmentSearch::Hit> SegmentSearch::match(SegmentText &text, const Candidate &candidate)
{
    const SegmentText::Line &line = text.lines()[candidate.line];
    qsizetype at = line.length > window ? std::max<qsizetype>(candidate.hint - line.at - overlap, 0) : 0;
    for (;;) {
        QString part = text.text().mid(line.at + at, std::min(window, line.length - at));
        const OutputPattern::Place place = m_pattern.inLine(part, 0);
        m_found.timedOut = m_found.timedOut || place.gaveUp;
        if (place.start >= 0)
            return Hit{candidate.line, at, std::move(part), place};
        if (at + window >= line.length || isOver())
            return std::nullopt;
        at += window - overlap;
    }
}

Result<OutputMatch> SegmentSearch::describe(SegmentText &text, const Hit &hit)
{
    const LinePart &part = text.lines()[hit.line].part;
    const QByteArrayView bytes = text.bytesOf(part);
    qint64 end = part.to;
    if (!part.isEnded) {
        const auto whole = m_reader.endOf(part);
        if (!whole)
            return whole.error();
        end = *whole;
    }
    const OutputRun &run = text.runOf(part);
    OutputMatch match{
        {part.number, part.start, part.from, run.stream, run.timeMs, hit.window, end - part.from - bytes.size()},
        {},
        {},
        {}};
    qsizetype shownAt = 0;
    if (bytes.size() > OutputStore::maxLineText) {
        shownAt = std::max<qsizetype>(hit.place.start - overlap, 0);
        if (shownAt > 0 && hit.window[shownAt].isLowSurrogate())
            ++shownAt;
        match.line.text = hit.window.mid(shownAt, shownUnits);
        if (match.line.text.back().isHighSurrogate())
            match.line.text.chop(1);
        match.line.textOffset = part.from + bytesOfUnits(bytes, hit.windowAt + shownAt);
        const QByteArrayView rest = bytes.sliced(match.line.textOffset - part.from);
        match.line.cutBytes = end - match.line.textOffset - bytesOfUnits(rest, match.line.text.size());
    }
    const qsizetype shownEnd = shownAt + match.line.text.size();
    OutputPattern::Place place = hit.place;
    while (place.start >= 0 && place.start <= shownEnd && static_cast<qsizetype>(match.spans.size()) < maxSpans) {
        match.spans.emplace_back(place.start - shownAt, std::min(place.length, shownEnd - place.start));
        const qsizetype next = place.start + std::max<qsizetype>(place.length, 1);
        if (next > hit.window.size() || isOver())
            break;
        place = m_pattern.inLine(hit.window, next);
    }
    return match;
}

Result<void> SegmentSearch::surround(OutputMatch &match)
{
    m_textSize += match.line.text.size();
    if (m_query.context <= 0)
        return {};
    const qint64 number = match.line.number;
    const qint64 first = std::max<qint64>(number - m_query.context, 1);
    auto around = m_reader.lines(first, number - first + 1 + m_query.context);
    if (!around)
        return around.error();
    for (OutputLine &line : around->lines) {
        if (line.number == number)
            continue;
        m_textSize += line.text.size();
        (line.number < number ? match.before : match.after).push_back(std::move(line));
    }
    return {};
}

Result<bool> SegmentSearch::search(SegmentText &text)
{
    std::vector<Candidate> candidates = candidatesIn(text);
    if (m_query.backwards)
        std::reverse(candidates.begin(), candidates.end());
    for (const Candidate &candidate : candidates) {
        const qint64 number = text.lines()[candidate.line].part.number;
        // A long line may match in several segments.
        if (!m_found.matches.empty() && m_found.matches.back().line.number == number)
            continue;
        if (isFull() || (m_hasLooked && isOver())) {
            m_found.timedOut = m_found.timedOut || !isFull();
            m_found.nextLine = number;
            return false;
        }
        m_hasLooked = true;
        const std::optional<Hit> hit = match(text, candidate);
        if (!hit)
            continue;
        auto match = describe(text, *hit);
        if (!match)
            return match.error();
        if (const auto surrounded = surround(*match); !surrounded)
            return surrounded.error();
        m_found.matches.push_back(std::move(*match));
    }
    m_hasLooked = true;
    return true;
}

std::vector<SegmentName> SegmentSearch::inOrder(const OutputAttempt::View &view, const OutputQuery &query, qint64 from)
{
    std::vector<SegmentName> segments = *view.segments;
    if (query.backwards) {
        std::erase_if(segments, [from](const SegmentName &each) { return each.line > from; });
        std::reverse(segments.begin(), segments.end());
        return segments;
    }
    // The last of those in which the line may begin, and all behind it.
    while (segments.size() > 1 && segments[1].firstOwnLine() <= from)
        segments.erase(segments.begin());
    return segments;
}

Result<OutputMatches> SegmentSearch::run()
{
    const auto view = m_segments.view();
    if (!view)
        return view.error();
    m_found.extent = view->extent;
    m_from = m_query.fromLine > 0 ? m_query.fromLine : m_query.backwards ? view->extent.lines : 1;
    for (const SegmentName &segment : inOrder(*view, m_query, m_from)) {
        if (m_hasLooked && isOver()) {
            m_found.timedOut = true;
            // Of a line that is longer than the search takes, the rest is passed over.
            if (!m_query.backwards)
                m_found.nextLine = segment.line > m_from ? segment.line : segment.firstOwnLine();
            else if (const qint64 last = std::min(m_last, m_from - 1); last >= 1)
                m_found.nextLine = last;
            return m_found;
        }
        const auto part = m_segments.at(segment.start);
        if (!part)
            return part.error();
        // It was cut meanwhile where it isn't there any more.
        if (!*part || (*part)->name.start != segment.start)
            continue;
        auto text = SegmentText::of(m_segments, **part);
        if (!text)
            return text.error();
        const auto isThrough = search(*text);
        if (!isThrough)
            return isThrough.error();
        if (!*isThrough)
            return m_found;
        m_last = segment.firstOwnLine() - 1;
    }
    return m_found;
}

} // namespace Procession
