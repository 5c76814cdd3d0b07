// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "fasttextembedder.h"

#include "textwords.h"

#include <QFile>

#include <algorithm>
#include <fstream>
#include <numeric>

#include <fasttext/fasttext.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

/// How little a frequent word counts: one of that share of all words counts half.
constexpr double rareness = 1e-3;

} // namespace

struct FastTextEmbedder::Model
{
    // Its getters aren't const where they could be.
    mutable fasttext::FastText fastText;
    std::shared_ptr<const fasttext::Dictionary> dictionary;
    size_t dimensions = 0;
    std::vector<float> words; // the weighted vector of each word of the dictionary, in a row
};

FastTextEmbedder::FastTextEmbedder()
    : m_model(std::make_unique<Model>())
{
}

FastTextEmbedder::~FastTextEmbedder() = default;

Result<std::unique_ptr<FastTextEmbedder>>
FastTextEmbedder::train(const QString &textFile, qint64 words, const Progress &progress, const FastTextOptions &options)
{
    fasttext::Args arguments;
    arguments.input = QFile::encodeName(textFile).toStdString();
    arguments.model = fasttext::model_name::sg;
    arguments.loss = fasttext::loss_name::ns;
    arguments.dim = options.dimensions;
    arguments.epoch =
        static_cast<int>(std::clamp<qint64>(options.wordsToRead / std::max<qint64>(words, 1), 1, options.mostEpochs));
    // A model of a few texts needn't take tens of megabytes.
    arguments.bucket = static_cast<int>(std::clamp<qint64>(words / 5, 2000, options.mostBuckets));
    arguments.minn = options.shortestPart;
    arguments.maxn = options.longestPart;
    arguments.lr = options.learningRate;
    arguments.minCount = words > 20'000 ? 2 : 1;
    arguments.t = 1e-4;
    // Several threads would write over each other's numbers, and no two trainings would give the same.
    arguments.thread = 1;
    arguments.seed = 1;
    arguments.verbose = 0;

    std::unique_ptr<FastTextEmbedder> embedder(new FastTextEmbedder);
    fasttext::FastText &fastText = embedder->m_model->fastText;
    bool ended = false;
    try {
        fastText.train(arguments, [&](float done, float, double, double, int64_t) {
            if (!ended && !progress(static_cast<double>(done))) {
                ended = true;
                fastText.abort();
            }
        });
    } catch (const fasttext::FastText::AbortError &) {
        return Error{ErrorCode::Conflict, u"The training was ended."_s, {}};
    } catch (const std::exception &error) {
        return Error{ErrorCode::Io,
                     u"fastText can't be trained on these documents: %1"_s.arg(QString::fromUtf8(error.what())),
                     {}};
    }
    embedder->prepare();
    return embedder;
}

Result<std::unique_ptr<FastTextEmbedder>> FastTextEmbedder::load(const QString &file, const QByteArray &centre)
{
    std::unique_ptr<FastTextEmbedder> embedder(new FastTextEmbedder);
    try {
        embedder->m_model->fastText.loadModel(QFile::encodeName(file).toStdString());
    } catch (const std::exception &error) {
        return Error{ErrorCode::Io, u"%1 can't be read: %2"_s.arg(file, QString::fromUtf8(error.what())), {}};
    }
    embedder->prepare();
    Vector direction = vectorFrom(centre);
    if (direction.size() == embedder->m_model->dimensions)
        embedder->m_centre = std::move(direction);
    return embedder;
}

Result<void> FastTextEmbedder::save(const QString &file) const
{
    try {
        m_model->fastText.saveModel(QFile::encodeName(file).toStdString());
    } catch (const std::exception &error) {
        return Error{ErrorCode::Io, u"%1 can't be written: %2"_s.arg(file, QString::fromUtf8(error.what())), {}};
    }
    return {};
}

/// Puts the weighted vector of every word ready, so that a text costs one addition a word.
void FastTextEmbedder::prepare()
{
    Model &model = *m_model;
    model.dictionary = model.fastText.getDictionary();
    model.dimensions = static_cast<size_t>(model.fastText.getDimension());
    const std::vector<int64_t> counts = model.dictionary->getCounts(fasttext::entry_type::word);
    const auto all = static_cast<double>(std::accumulate(counts.begin(), counts.end(), int64_t(0)));
    model.words.assign(counts.size() * model.dimensions, 0.0F);
    fasttext::Vector vector(model.fastText.getDimension());
    for (size_t i = 0; i < counts.size(); ++i) {
        const std::string word = model.dictionary->getWord(static_cast<int32_t>(i));
        if (word == fasttext::Dictionary::EOS)
            continue;
        model.fastText.getWordVector(vector, word);
        const float length = vector.norm();
        if (!(length > 0))
            continue;
        const auto weight = static_cast<float>(rareness / (rareness + static_cast<double>(counts[i]) / all));
        for (size_t d = 0; d < model.dimensions; ++d)
            model.words[i * model.dimensions + d] = vector[static_cast<int64_t>(d)] * weight / length;
    }
}

Vector FastTextEmbedder::embedRaw(QStringView text) const
{
    const Model &model = *m_model;
    Vector sum(model.dimensions, 0.0F);
    fasttext::Vector unknown(static_cast<int64_t>(model.dimensions));
    for (const std::string &word : wordsOf(text)) {
        const int32_t id = model.dictionary->getId(word);
        if (id >= 0) {
            const float *row = model.words.data() + static_cast<size_t>(id) * model.dimensions;
            for (size_t d = 0; d < model.dimensions; ++d)
                sum[d] += row[d];
            continue;
        }
        // A word that the documents don't have is known by its parts.
        model.fastText.getWordVector(unknown, word);
        const float length = unknown.norm();
        if (!(length > 0))
            continue;
        for (size_t d = 0; d < model.dimensions; ++d)
            sum[d] += unknown[static_cast<int64_t>(d)] / length;
    }
    normalize(sum);
    return sum;
}

Vector FastTextEmbedder::embedOne(QStringView text) const
{
    Vector vector = embedRaw(text);
    if (!vector.empty() && !m_centre.empty()) {
        const float along = std::inner_product(vector.begin(), vector.end(), m_centre.begin(), 0.0F);
        for (size_t d = 0; d < vector.size(); ++d)
            vector[d] -= along * m_centre[d];
        normalize(vector);
    }
    return vector;
}

Result<std::vector<Vector>> FastTextEmbedder::embed(const QStringList &texts) const
{
    std::vector<Vector> vectors;
    vectors.reserve(static_cast<size_t>(texts.size()));
    for (const QString &text : texts)
        vectors.push_back(embedOne(text));
    return vectors;
}

/// The first principal direction, by power iteration.
void FastTextEmbedder::setCentre(const std::vector<Vector> &sample)
{
    std::vector<float> direction(m_model->dimensions, 1.0F);
    normalize(direction);
    constexpr int rounds = 20;
    for (int round = 0; round < rounds; ++round) {
        std::vector<float> next(m_model->dimensions, 0.0F);
        for (const Vector &vector : sample) {
            if (vector.size() != next.size())
                continue;
            const float along = std::inner_product(vector.begin(), vector.end(), direction.begin(), 0.0F);
            for (size_t d = 0; d < next.size(); ++d)
                next[d] += along * vector[d];
        }
        normalize(next);
        if (next.empty())
            return;
        direction = std::move(next);
    }
    m_centre = std::move(direction);
}

} // namespace Procession
