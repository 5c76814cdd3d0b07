// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "route.h"

#include <array>
#include <memory>
#include <vector>

namespace Procession {

/// All routes of the API, the program's own among them, and the way from a path to one of them.
///
/// A pattern is a path in which one segment may be `{process_id}` or `{process_type}`, which stands for any segment that
/// no other pattern names literally. A path is matched segment by segment, percent-decoded, over a tree: the number of
/// routes doesn't matter. Pure; threads: any, once it is made.
class RouteTable
{
public:
    explicit RouteTable(std::vector<Route> routes);
    ~RouteTable();
    Q_DISABLE_COPY_MOVE(RouteTable)

    /// Where a path leads.
    class Place;
    /// What stands for the `{…}` of a pattern.
    enum class Parameter : quint8 { None, ProcessId, ProcessType };

    struct Match
    {
        const Place *place = nullptr; ///< null where nothing is at that path
        QByteArray parameter{};       ///< the segment that stands for the pattern's parameter, decoded
        Parameter kind = Parameter::None;

        /// The route for that method, or null.
        const Route *route(HttpMethod method) const;
        /// The methods that the place takes, such as `GET, HEAD, POST, OPTIONS`.
        QByteArray allowed() const;
    };
    /// All methods that there are.
    static QByteArray allMethods();
    /// The match is valid as long as the bytes of the path are.
    Match find(QByteArrayView path) const;

    const std::vector<Route> &routes() const { return m_routes; }

private:
    const std::vector<Route> m_routes;
    const std::unique_ptr<Place> m_root;
};

} // namespace Procession
