// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputpages.h"
#include "rowmap.h"
#include "shownline.h"

#include <QFutureWatcher>
#include <QHash>
#include <QObject>

#include <memory>

namespace Procession {

/// The lines of an output that the window shows or has just shown, read in pages and drawn off the GUI's thread.
///
/// Only pages that are wanted right now are asked for, a few at a time; a page that isn't wanted any more isn't waited for.
/// Threads: the GUI's. Owner: OutputView. Memory: at most some 24 MiB of lines that aren't wanted, and what is wanted.
class LineCache : public QObject
{
    Q_OBJECT

public:
    static constexpr qint64 linesOfAPage = 128;

    explicit LineCache(QObject *parent = nullptr);
    ~LineCache() override;

    /// Another output, or none; forgets all lines. `pages` must outlive this, or be replaced before.
    void setPages(OutputPages *pages);

    /// The line, where it is at hand.
    const ShownLine *line(qint64 number) const;
    /// Whether an answer said that the line isn't kept.
    bool isMissing(qint64 number) const;
    /// Asks for those of the lines that aren't at hand. Whatever was wanted before isn't any more.
    void want(const std::vector<LineRange> &ranges);
    /// There may be more in the lines from this one on than is at hand.
    void outdate(qint64 fromLine);
    bool isLoading() const { return !m_requests.empty(); }
    /// Asks again for what could not be read.
    void retry();

Q_SIGNALS:
    /// Lines came.
    void changed();
    /// Lines could not be read; changed() or loaded lines later mean that this is over.
    void failed(const QString &message);

private:
    struct Page
    {
        std::vector<ShownLine> lines;
        qint64 bytes = 0;
        quint64 used = 0; // when it was last wanted
        bool isOutdated = false;
    };
    struct Request
    {
        QFuture<OutputPages::Lines> source;
        std::stop_source stop;
        QFutureWatcher<ShownLines> *watcher = nullptr;
        bool isOutdated = false; // there is more since it was asked
    };

    void ask();
    void take(qint64 number);
    void evict();
    bool isWanted(qint64 page) const;
    void drop(qint64 page);

    OutputPages *m_pages = nullptr;
    QHash<qint64, Page> m_content; // by the number of the page, from 0
    QHash<qint64, Request> m_requests;
    std::vector<qint64> m_wanted; // pages, in order
    quint64 m_tick = 0;
    qint64 m_bytes = 0;
    bool m_hasFailed = false; // until something else is wanted, or retry()
};

} // namespace Procession
