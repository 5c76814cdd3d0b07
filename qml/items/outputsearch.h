// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "linehighlighter.h"
#include "outputpages.h"
#include "rowmap.h"

#include <QFutureWatcher>
#include <QObject>

namespace Procession {

/// Looks for the next and the previous line that matches, in parts, so that a search through a long output can be
/// stopped and says that it goes on. At the end it begins again at the other end.
///
/// Threads: the GUI's. Owner: OutputView.
class OutputSearch : public QObject
{
    Q_OBJECT

public:
    enum class State : quint8 { Idle, Searching, Found, NotFound, Failed };
    Q_ENUM(State)

    explicit OutputSearch(QObject *parent = nullptr);
    ~OutputSearch() override;

    /// Stops. `pages` must outlive this, or be replaced before.
    void setPages(OutputPages *pages);
    void setTerm(const SearchTerm &term);
    const SearchTerm &term() const { return m_term; }
    State state() const { return m_state; }
    /// Why it failed.
    const QString &error() const { return m_error; }
    /// Whether the line that was found lies on the other side of the end.
    bool hasWrapped() const { return m_hasWrapped; }

    /// Looks among `lines` for a match, from line `from` on, or backwards.
    void start(qint64 from, bool backwards, LineRange lines);
    void stop();

Q_SIGNALS:
    void stateChanged();
    void found(qint64 line);

private:
    void ask(qint64 from);
    void take();
    /// Where it goes on behind the end.
    qint64 otherEnd() const;
    void end(State state, const QString &error = {});

    OutputPages *m_pages = nullptr;
    SearchTerm m_term;
    State m_state = State::Idle;
    QString m_error;
    QFutureWatcher<OutputPages::Matches> m_answer;
    bool m_isBackwards = false;
    bool m_hasWrapped = false;
    qint64 m_start = 1;
    LineRange m_lines;
};

} // namespace Procession
