// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <vector>

namespace HeldOut {

/// A passage of the index, as every system is given it. Plain data.
struct Passage
{
    QString file;
    QString said; ///< headings and text, with single spaces
};

/// A passage counts as an answer if its file ends with `file` and it holds `words`. Plain data.
struct Judgement
{
    QString file;
    QString words;
    bool pooled = false; ///< it was found by looking at what systems put first, and not before
};

/// Plain data.
struct Question
{
    QString group; ///< `plain` or `hard`
    QString text;
    QList<Judgement> answers;

    bool answeredBy(const Passage &passage) const;
    /// The place of the first passage that answers, from 1; 0 where none does.
    int placeIn(const std::vector<Passage> &found) const;
};

/// Ends the program where the file can't be read or a line isn't as the head of the file says.
std::vector<Question> readQuestions(const QString &path, bool withPooled);

} // namespace HeldOut
