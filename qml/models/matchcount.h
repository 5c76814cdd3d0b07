// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputpages.h"

#include <QFutureWatcher>
#include <QPointer>
#include <QTimer>

namespace Procession {

/// Counts the lines of an output that match, while the user steps through them. It goes on with what is printed later.
///
/// Threads: the GUI's. Owner: QML.
class MatchCount : public QObject
{
    Q_OBJECT
    /// Null for none. Must outlive this, or be replaced before.
    Q_PROPERTY(Procession::OutputPages *pages READ pages WRITE setPages NOTIFY questionChanged)
    /// Empty for nothing to count.
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY questionChanged)
    Q_PROPERTY(bool regex READ isRegex WRITE setRegex NOTIFY questionChanged)
    Q_PROPERTY(bool caseSensitive READ isCaseSensitive WRITE setCaseSensitive NOTIFY questionChanged)
    /// So far; at most maxCount.
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    /// Whether there may be more than were counted.
    Q_PROPERTY(bool more READ hasMore NOTIFY countChanged)

public:
    static constexpr int maxCount = 10'000;

    explicit MatchCount(QObject *parent = nullptr);
    ~MatchCount() override;

    OutputPages *pages() const { return m_pages; }
    void setPages(OutputPages *pages);
    const QString &text() const { return m_query.text; }
    void setText(const QString &text);
    bool isRegex() const { return m_query.isRegex; }
    void setRegex(bool regex);
    bool isCaseSensitive() const { return m_query.isCaseSensitive; }
    void setCaseSensitive(bool caseSensitive);
    int count() const { return static_cast<int>(m_lines.size()); }
    bool hasMore() const { return m_isCounting || count() >= maxCount; }
    /// Which of the matching lines that line is, from 1; 0 where it is none of them.
    Q_INVOKABLE int placeOf(double line, int count) const;

Q_SIGNALS:
    void questionChanged();
    void countChanged();

private:
    void begin();
    void ask(qint64 fromLine);
    void take();
    void goOn();

    QPointer<OutputPages> m_pages;
    OutputQuery m_query;
    QFutureWatcher<OutputPages::Matches> m_answer;
    QTimer m_pause; // before what came since is looked through
    bool m_isCounting = false;
    std::vector<qint64> m_lines;
    qint64 m_searched = 0; // the last line that was looked at
};

} // namespace Procession
