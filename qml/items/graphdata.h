// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QString>

#include <vector>

namespace Procession {

/// A node of a graph as it is drawn. Plain data.
struct GraphBox
{
    QString id;
    QString name;
    QString state;        ///< in words, below the name
    int status = 0;       ///< the place of its colour; one that isn't tracked has the last one
    double progress = -1; ///< 0 to 100; below 0 for none
    QPointF place;        ///< x in layers, y in rows
    bool isCritical = false;

    friend bool operator==(const GraphBox &a, const GraphBox &b) = default;
};

/// An edge from one box to another.
struct GraphLine
{
    size_t from = 0;
    size_t to = 0;
    std::vector<QPointF> bends{}; ///< where it passes the layers between, in the units of places
    bool isCritical = false;

    friend bool operator==(const GraphLine &a, const GraphLine &b) = default;
};

/// All that is drawn of a graph.
struct GraphData
{
    std::vector<GraphBox> boxes;
    std::vector<GraphLine> lines;
    double width = 0;  ///< in layers
    double height = 0; ///< in rows
    QString selected;  ///< the id of the box that stands out

    friend bool operator==(const GraphData &a, const GraphData &b) = default;
};

} // namespace Procession
