// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "embedder.h"

#include <atomic>
#include <functional>
#include <memory>

namespace Procession {

/// How vectors are trained. The same text and numbers give the same vectors.
struct FastTextOptions
{
    int dimensions = 100;
    /// Words that are read in all: a small collection is read several times.
    qint64 wordsToRead = 2'500'000;
    int mostEpochs = 25;
    double learningRate = 0.2; ///< four times the usual: a collection is little text for a model
    int mostBuckets = 100'000; ///< of parts of words, so that unknown words are known by them
    int shortestPart = 4;
    int longestPart = 5;
};

/// Vectors of words, trained by fastText on the collection itself: no model is fetched, and the words of the trade are
/// known. A text's vector is the mean of its words', the rarer the weightier, less what all texts have in common
/// (Arora and others, "A simple but tough-to-beat baseline for sentence embeddings", 2017).
class FastTextEmbedder : public Embedder
{
public:
    ~FastTextEmbedder() override;

    /// Called now and then with how far it is, from 0 to 1; false ends the training.
    using Progress = std::function<bool(double)>;
    /// Trains on a file of one text a line, the words separated by spaces, that has `words` of them.
    /// Errors: Io; Conflict where it was ended.
    static Result<std::unique_ptr<FastTextEmbedder>>
    train(const QString &textFile, qint64 words, const Progress &progress, const FastTextOptions &options = {});
    /// Errors: Io.
    static Result<std::unique_ptr<FastTextEmbedder>> load(const QString &file, const QByteArray &centre);

    Result<void> save(const QString &file) const;
    /// Finds the direction that all texts have in common from a sample; vectors are made without it from then on.
    void setCentre(const std::vector<Vector> &sample);
    QByteArray centre() const { return bytesOf(m_centre); }

    Result<std::vector<Vector>> embed(const QStringList &texts) const override;
    Vector embedOne(QStringView text) const;
    /// As embedOne(), with the direction that all texts have in common.
    Vector embedRaw(QStringView text) const;

private:
    FastTextEmbedder();
    void prepare();

    struct Model;
    std::unique_ptr<Model> m_model;
    std::vector<float> m_centre; // one direction of length 1, or nothing
};

} // namespace Procession
