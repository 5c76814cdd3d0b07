// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "nearestneighbours.h"

#include <QFile>

#include <algorithm>
#include <numeric>

#include <hnswlib/hnswlib.h>

namespace Procession {

using namespace Qt::StringLiterals;

namespace {

// Links of a passage, and how widely its place is looked for.
constexpr size_t links = 16;
constexpr size_t buildBreadth = 100;
/// How widely a query looks.
constexpr size_t queryBreadth = 200;
/// So many passages are compared one by one before the graph is asked.
constexpr size_t mostCompared = 10'000;

} // namespace

struct NearestNeighbours::Graph
{
    explicit Graph(size_t dimensionCount)
        : dimensions(dimensionCount)
        , space(dimensionCount)
    {
    }

    size_t dimensions;
    hnswlib::InnerProductSpace space;
    std::unique_ptr<hnswlib::HierarchicalNSW<float>> index;
};

NearestNeighbours::NearestNeighbours(size_t dimensions, size_t capacity)
    : m_graph(std::make_unique<Graph>(dimensions))
{
    if (capacity > 0)
        m_graph->index =
            std::make_unique<hnswlib::HierarchicalNSW<float>>(&m_graph->space, capacity, links, buildBreadth);
}

NearestNeighbours::~NearestNeighbours() = default;

Result<void> NearestNeighbours::add(qint64 id, const Vector &vector)
{
    Q_ASSERT(vector.size() == m_graph->dimensions);
    try {
        m_graph->index->addPoint(vector.data(), static_cast<hnswlib::labeltype>(id));
    } catch (const std::exception &error) {
        return Error{
            ErrorCode::Io, u"The neighbours of passages can't be kept: %1"_s.arg(QString::fromUtf8(error.what())), {}};
    }
    return {};
}

void NearestNeighbours::remove(qint64 id)
{
    try {
        m_graph->index->markDelete(static_cast<hnswlib::labeltype>(id));
    } catch (const std::exception &) {
        return; // it had no vector
    }
}

size_t NearestNeighbours::size() const
{
    return m_graph->index ? m_graph->index->cur_element_count : 0;
}

std::vector<std::pair<float, qint64>> NearestNeighbours::nearest(const Vector &vector, size_t count,
                                                                 const std::vector<qint64> *among) const
{
    if (!among)
        return nearestOfAll(vector, count);
    // Few are compared one by one. Of many, some lie among the nearest of all.
    if (among->size() > mostCompared) {
        const size_t taken = 4 * count * (size() / among->size() + 1);
        auto hits = nearestOfAll(vector, taken);
        const auto isOther = [among](const auto &hit) {
            return !std::binary_search(among->begin(), among->end(), hit.second);
        };
        hits.erase(std::remove_if(hits.begin(), hits.end(), isOther), hits.end());
        if (hits.size() >= count) {
            hits.resize(count);
            return hits;
        }
    }
    return nearestOf(vector, count, *among);
}

std::vector<std::pair<float, qint64>> NearestNeighbours::nearestOf(const Vector &vector, size_t count,
                                                                   const std::vector<qint64> &among) const
{
    std::vector<std::pair<float, qint64>> hits;
    if (size() == 0 || vector.size() != m_graph->dimensions)
        return hits;
    for (const qint64 id : among) {
        try {
            const auto other = m_graph->index->getDataByLabel<float>(static_cast<hnswlib::labeltype>(id));
            hits.emplace_back(1 - std::inner_product(vector.begin(), vector.end(), other.begin(), 0.0F), id);
        } catch (const std::exception &) {
            continue; // that passage has no vector
        }
    }
    std::sort(hits.begin(), hits.end());
    hits.resize(std::min(hits.size(), count));
    return hits;
}

std::vector<std::pair<float, qint64>> NearestNeighbours::nearestOfAll(const Vector &vector, size_t count) const
{
    std::vector<std::pair<float, qint64>> hits;
    if (size() == 0 || vector.size() != m_graph->dimensions)
        return hits;
    try {
        auto found = m_graph->index->searchKnn(vector.data(), std::min(count, size()));
        hits.resize(found.size());
        for (size_t i = hits.size(); i > 0; --i) {
            hits[i - 1] = {found.top().first, static_cast<qint64>(found.top().second)};
            found.pop();
        }
    } catch (const std::exception &) {
        hits.clear(); // no memory for the search: words still find what they find
    }
    return hits;
}

Result<void> NearestNeighbours::save(const QString &file) const
{
    try {
        m_graph->index->saveIndex(QFile::encodeName(file).toStdString());
    } catch (const std::exception &error) {
        return Error{ErrorCode::Io, u"%1 can't be written: %2"_s.arg(file, QString::fromUtf8(error.what())), {}};
    }
    return {};
}

Result<std::unique_ptr<NearestNeighbours>> NearestNeighbours::load(const QString &file, size_t dimensions, size_t more)
{
    auto neighbours = std::make_unique<NearestNeighbours>(dimensions, 0);
    Graph &graph = *neighbours->m_graph;
    try {
        graph.index =
            std::make_unique<hnswlib::HierarchicalNSW<float>>(&graph.space, QFile::encodeName(file).toStdString());
        if (more > 0)
            graph.index->resizeIndex(graph.index->cur_element_count + more);
        graph.index->setEf(queryBreadth);
    } catch (const std::exception &error) {
        return Error{ErrorCode::Io, u"%1 can't be read: %2"_s.arg(file, QString::fromUtf8(error.what())), {}};
    }
    return neighbours;
}

} // namespace Procession
