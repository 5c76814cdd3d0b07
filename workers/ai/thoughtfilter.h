// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

/// Separates an answer from the thoughts that some servers send before it in the same text, as `<think>...</think>`.
///
/// A thought stands at the beginning only: such a mark later in an answer is a word like others. A thought that is
/// never closed takes the whole text. Some servers send only the end of a thought: a first `</think>` on a line of its
/// own, with no mark and no block of code before it, makes a thought of all text before it.
/// Pure; any one thread. It holds back no more text than a mark has.
class ThoughtFilter
{
public:
    struct Parts
    {
        QString answer;
        bool hasThought = false; ///< some of the piece was a thought
        bool discards = false;   ///< all of the answer before this part was a thought

        friend bool operator==(const Parts &a, const Parts &b) = default;
    };

    /// The text that the next piece adds to the answer.
    Parts feed(const QString &piece);
    /// The rest of the answer, once no more will come.
    QString finish();

private:
    Parts watch(const QString &piece);

    enum class Place : quint8 { Start, Thought, AfterThought, Answer };

    Place m_place = Place::Start;
    QString m_held;
    QString m_end; // the mark that ends the thought
    // Of the answer, while all of it may turn out to be a thought.
    bool m_watches = true;
    QString m_line; // its last line, as far as it matters
    bool m_isCode = false;
};

} // namespace Procession
