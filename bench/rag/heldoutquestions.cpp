// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "heldoutquestions.h"

#include <QFile>

#include <algorithm>

namespace HeldOut {

bool Question::answeredBy(const Passage &passage) const
{
    return std::any_of(answers.begin(), answers.end(), [&passage](const Judgement &judgement) {
        return passage.file.endsWith(judgement.file) && passage.said.contains(judgement.words, Qt::CaseInsensitive);
    });
}

int Question::placeIn(const std::vector<Passage> &found) const
{
    const auto first =
        std::find_if(found.begin(), found.end(), [this](const Passage &passage) { return answeredBy(passage); });
    return first == found.end() ? 0 : static_cast<int>(first - found.begin()) + 1;
}

std::vector<Question> readQuestions(const QString &path, bool withPooled)
{
    std::vector<Question> questions;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s can't be read", qPrintable(path));
    while (!file.atEnd()) {
        const QString line = QString::fromUtf8(file.readLine()).trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        const QStringList parts = line.split(u'\t');
        if (parts.size() < 4 || parts.size() % 2 != 0)
            qFatal("not a group, a question, and pairs of a file and words: %s", qPrintable(line));
        Question question{parts.at(0), parts.at(1), {}};
        for (qsizetype i = 2; i + 1 < parts.size(); i += 2) {
            const bool pooled = parts.at(i).startsWith(u'+');
            if (!pooled || withPooled)
                question.answers.append({u'/' + parts.at(i).mid(pooled ? 1 : 0), parts.at(i + 1), pooled});
        }
        questions.push_back(std::move(question));
    }
    return questions;
}

} // namespace HeldOut
