// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Procession {

/// Parts an answer from the thoughts that some servers send before it in the same text, as `<think>...</think>`.
///
/// Only what stands at the beginning is a thought: such a mark later in an answer is a word like others. One that is
/// never closed has the whole text in it. Where the server itself began the thought, only its end comes: a first
/// `</think>` that has a line of its own, with no mark and no block of code before it, makes a thought of all before it.
/// Pure; any one thread. What is held back is no longer than a mark.
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

    /// What the next piece adds to the answer.
    Parts feed(const QString &piece);
    /// No more comes: what is left of the answer.
    QString finish();
    /// Whether a thought has begun and not ended.
    bool isThinking() const { return m_place == Place::Thought; }

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
