// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "outputpages.h"
#include "outputselection.h"

#include <QFutureWatcher>
#include <QObject>

namespace Procession {

/// Gathers the text of a selection, most of which isn't on screen, as it is shown: without escapes.
///
/// Threads: the GUI's. Owner: OutputView. Memory: the text, at most `maxCharacters` of it.
class OutputCopy : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype defaultCharacters = 16 * 1024 * 1024;

    explicit OutputCopy(qsizetype maxCharacters = defaultCharacters);
    ~OutputCopy() override;

    /// Begins anew; `pages` must outlive this, or stop() come before.
    void start(OutputPages &pages, const OutputSelection &selection);
    void stop();
    bool isRunning() const { return m_pages != nullptr; }

Q_SIGNALS:
    /// `isWhole` is false where there was too much of it.
    void finished(const QString &text, bool isWhole);
    void failed(const QString &message);

private:
    void ask();
    void take();
    bool append(const ShownLine &shown);

    const qsizetype m_maxCharacters;
    OutputPages *m_pages = nullptr;
    OutputSelection m_selection;
    qint64 m_next = 1;
    QString m_text;
    QFuture<OutputPages::Lines> m_source;
    std::stop_source m_stop;
    QFutureWatcher<ShownLines> m_answer;
};

} // namespace Procession
