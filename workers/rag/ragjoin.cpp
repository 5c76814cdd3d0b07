// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metadatakeys.h"
#include "ragcollections.h"
#include "ragsearch.h"

#include <algorithm>

namespace Procession {

using namespace Qt::StringLiterals;

QJsonObject RagPassage::place() const
{
    QJsonObject place{{MetadataKeys::collection, collection}, {u"file"_s, file}, {u"page"_s, chunk.page}};
    if (!chunk.clause.isEmpty())
        place.insert(u"clause"_s, chunk.clause);
    if (!chunk.heading.isEmpty())
        place.insert(u"heading"_s, chunk.heading);
    return place;
}

/// The names of the collections that are asked. Errors: NotFinished where there is none.
Result<QStringList> RagSearch::collectionsOf(const RagQuestion &question) const
{
    if (question.collections.isEmpty())
        return QStringList{question.collection};
    if (question.collections != QStringList{RagQuestion::allCollections})
        return question.collections;
    QStringList names;
    for (const CollectionSummary &summary : RagCollections(m_options).list()) {
        if (summary.problem.isEmpty())
            names.append(summary.name);
    }
    if (names.isEmpty())
        return Error{ErrorCode::NotFinished, u"No training is finished yet."_s, u"collections"_s};
    return names;
}

/// The best passage of each collection has about the same score, however little it fits: what a collection finds counts as
/// much as its best passage fits beside that of the best one. Texts that are in several are given once.
Result<RagAnswer> RagSearch::findInEach(const RagQuestion &question, const std::stop_token &stop) const
{
    const auto names = collectionsOf(question);
    if (!names)
        return names.error();
    RagAnswer answer;
    std::vector<double> fits; // of the collection that each passage is of
    for (const QString &name : *names) {
        auto found = findIn(name, question, stop);
        if (!found)
            return found.error();
        fits.resize(fits.size() + found->passages.size(), std::max(found->coverage, found->similarity.value_or(0)));
        answer.coverage = std::max(answer.coverage, found->coverage);
        if (found->similarity)
            answer.similarity = std::max(answer.similarity.value_or(-1), *found->similarity);
        std::move(found->passages.begin(), found->passages.end(), std::back_inserter(answer.passages));
        if (!found->problem.isEmpty())
            answer.problem = names->size() == 1 ? found->problem : name + u": "_s + found->problem;
    }
    if (names->size() == 1)
        return answer;
    const double best = fits.empty() ? 0 : *std::max_element(fits.begin(), fits.end());
    for (size_t i = 0; i < fits.size() && best > 0; ++i)
        answer.passages[i].score *= fits[i] / best;
    std::stable_sort(answer.passages.begin(), answer.passages.end(),
                     [](const RagPassage &a, const RagPassage &b) { return a.score > b.score; });
    QSet<QString> seen;
    const auto isKnown = [&seen](const RagPassage &passage) {
        const qsizetype before = seen.size();
        seen.insert(passage.chunk.text);
        return seen.size() == before;
    };
    answer.passages.erase(std::remove_if(answer.passages.begin(), answer.passages.end(), isKnown),
                          answer.passages.end());
    if (answer.passages.size() > static_cast<size_t>(question.passages))
        answer.passages.erase(answer.passages.begin() + question.passages, answer.passages.end());
    return answer;
}

/// A follow-up question often names its subject by a pronoun only. What its own words find and what they find together with
/// those of the questions before are joined: a passage that both find comes first.
Result<RagAnswer> RagSearch::find(const RagQuestion &question, const std::stop_token &stop) const
{
    auto answer = findInEach(question, stop);
    if (!answer || question.earlier.isEmpty())
        return answer;
    constexpr qsizetype mostEarlier = 2;
    RagQuestion whole = question;
    whole.question =
        question.earlier.last(std::min(mostEarlier, question.earlier.size())).join(u' ') + u' ' + question.question;
    auto more = findInEach(whole, stop);
    if (!more)
        return more;
    answer->coverage = std::max(answer->coverage, more->coverage);
    if (more->similarity)
        answer->similarity = std::max(answer->similarity.value_or(-1), *more->similarity);
    for (RagPassage &passage : answer->passages)
        passage.score /= 2;
    for (RagPassage &passage : more->passages) {
        passage.score /= 2;
        const auto known = std::find_if(answer->passages.begin(), answer->passages.end(), [&](const RagPassage &other) {
            return other.collection == passage.collection && other.file == passage.file && other.chunk == passage.chunk;
        });
        if (known == answer->passages.end())
            answer->passages.push_back(std::move(passage));
        else
            known->score += passage.score;
    }
    std::stable_sort(answer->passages.begin(), answer->passages.end(),
                     [](const RagPassage &a, const RagPassage &b) { return a.score > b.score; });
    answer->passages.resize(std::min(answer->passages.size(), static_cast<size_t>(question.passages)));
    return answer;
}

} // namespace Procession
