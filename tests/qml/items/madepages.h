// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputpages.h"

#include <QPromise>

#include <algorithm>
#include <functional>

namespace Procession {

/// An output that is made up, line by line, only where it is asked for, so that it may have any length.
///
/// With `holds` answers wait until release(), so that a test sees a reader wait.
class MadePages : public OutputPages
{
    Q_OBJECT

public:
    using Text = std::function<QString(qint64 line)>;

    explicit MadePages(qint64 lines = 0, Text text = {})
        : m_text(std::move(text))
    {
        m_extent.lines = lines;
        m_extent.length = lines * bytesOfALine;
    }

    // Each line counts as so many bytes, and begins a second after the one before.
    static constexpr qint64 bytesOfALine = 100;
    static constexpr qint64 beginMs = 1'700'000'000'000;

    OutputExtent extent() const override { return m_extent; }
    QFuture<Lines> lines(qint64 first, int count) override
    {
        ++asked;
        lastAsked = first;
        return answer<Lines>([this, first, count]() -> Lines {
            if (fails)
                return Error{ErrorCode::Io, QStringLiteral("The disk is gone."), {}};
            OutputLines answer;
            answer.extent = m_extent;
            qint64 number = std::max<qint64>(1, first);
            while (static_cast<int>(answer.lines.size()) < count && number <= m_extent.lines) {
                if (number >= goneFirst && number <= goneLast)
                    number = goneLast + 1;
                else
                    answer.lines.push_back(line(number++));
            }
            return answer;
        });
    }
    QFuture<Line> lineAtOffset(qint64 offset) override
    {
        return answer<Line>([this, offset]() -> Line {
            const qint64 number = std::clamp<qint64>(offset / bytesOfALine + 1, 1, m_extent.lines);
            return number >= goneFirst && number <= goneLast ? goneLast + 1 : number;
        });
    }
    QFuture<Line> lineAtTime(qint64 timeMs) override
    {
        return answer<Line>([this, timeMs]() -> Line {
            return std::clamp<qint64>((timeMs - beginMs + 999) / 1000 + 1, 1, m_extent.lines + 1);
        });
    }
    QFuture<Matches> search(const OutputQuery &query) override
    {
        ++searches;
        return answer<Matches>([this, query]() -> Matches {
            if (query.isRegex && query.text == u"(")
                return Error{ErrorCode::InvalidField, QStringLiteral("The expression has no end."), {}};
            const qint64 step = query.backwards ? -1 : 1;
            qint64 number = query.fromLine;
            OutputMatches answer;
            answer.extent = m_extent;
            for (qint64 tried = 0; number >= 1 && number <= m_extent.lines; number += step, ++tried) {
                if (tried == linesOfASearch) {
                    answer.nextLine = number;
                    answer.timedOut = true;
                    return answer;
                }
                if (static_cast<int>(answer.matches.size()) == query.limit) {
                    answer.nextLine = number;
                    return answer;
                }
                if (const OutputLine found = line(number); found.text.contains(query.text))
                    answer.matches.push_back({found, {}, {}, {}});
            }
            return answer;
        });
    }
    QFuture<Bytes> bytes(qint64 offset, qint64 limit) override
    {
        return answer<Bytes>([this, offset, limit]() -> Bytes {
            OutputSlice answer;
            answer.extent = m_extent;
            answer.content.offset = offset;
            answer.content.append(
                {OutputStream::Stdout, beginMs, QByteArray(std::min(limit, m_extent.length - offset), 'x')});
            return answer;
        });
    }

    void setExtent(const OutputExtent &extent)
    {
        m_extent = extent;
        Q_EMIT extentChanged();
    }
    void growTo(qint64 lines)
    {
        OutputExtent extent = m_extent;
        extent.lines = lines;
        extent.length = lines * bytesOfALine;
        setExtent(extent);
    }
    void cutLines(qint64 first, qint64 last)
    {
        goneFirst = first;
        goneLast = last;
        OutputExtent extent = m_extent;
        extent.cut = {(first - 1) * bytesOfALine, last * bytesOfALine};
        setExtent(extent);
    }
    void release()
    {
        const auto waiting = std::exchange(m_waiting, {});
        for (const auto &give : waiting)
            give();
    }

    bool holds = false;
    bool fails = false;
    int asked = 0;
    int searches = 0;
    qint64 lastAsked = 0;
    qint64 goneFirst = 1;
    qint64 goneLast = 0;
    qint64 linesOfASearch = 1'000'000;
    std::function<void(OutputLine &)> change; ///< of what a line is besides its text

private:
    OutputLine line(qint64 number) const
    {
        OutputLine line;
        line.number = number;
        line.offset = line.textOffset = (number - 1) * bytesOfALine;
        line.timeMs = beginMs + (number - 1) * 1000;
        line.text = m_text ? m_text(number) : QStringLiteral("line %1").arg(number);
        if (change)
            change(line);
        return line;
    }
    template <typename T>
    QFuture<T> answer(const std::function<T()> &make)
    {
        auto promise = std::make_shared<QPromise<T>>();
        promise->start();
        const auto give = [promise, make] {
            if (!promise->isCanceled())
                promise->addResult(make());
            promise->finish();
        };
        if (holds)
            m_waiting.push_back(give);
        else
            give();
        return promise->future();
    }

    Text m_text;
    OutputExtent m_extent;
    std::vector<std::function<void()>> m_waiting;
};

} // namespace Procession
