// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "route.h"

#include <array>
#include <memory>
#include <vector>

namespace Procession {

/// A place that a path leads to, with a route for each method that it takes. Owner: RouteTable, whose threads it has.
class RoutePlace
{
public:
    /// What stands for the `{…}` of a pattern.
    enum class Parameter : quint8 { None, ProcessId, ProcessType, Name };

    /// `parameter` is that of the paths which lead here.
    explicit RoutePlace(Parameter parameter)
        : m_parameter(parameter)
    {
    }

    Parameter parameter() const { return m_parameter; }
    /// The route for that method, or null.
    const Route *route(HttpMethod method) const
    {
        return m_routes[static_cast<size_t>(method == HttpMethod::Head ? HttpMethod::Get : method)];
    }
    /// The methods that it takes, such as `GET, HEAD, POST, OPTIONS`.
    QByteArray allowed() const;

private:
    friend class RouteTable;
    RoutePlace &below(QByteArrayView segment);
    const RoutePlace *find(QByteArrayView segment, QByteArray &parameter) const;
    bool hasRoutes() const;

    const Parameter m_parameter;
    std::vector<std::pair<QByteArray, std::unique_ptr<RoutePlace>>> m_named;
    std::unique_ptr<RoutePlace> m_anything;
    std::array<const Route *, httpMethodNames.size()> m_routes{};
};

/// All routes of the API, the program's own among them, and the way from a path to one of them.
///
/// A pattern is a path in which one segment may be `{process_id}`, `{process_type}` or `{name}`, which stands for any segment that
/// no other pattern names literally. A second one may be `{…}` as well: the route reads it from the path itself. A path is matched segment by segment, percent-decoded, over a tree: the number of
/// routes doesn't matter. Pure; threads: any, once it is made.
class RouteTable
{
public:
    explicit RouteTable(std::vector<Route> routes);

    struct Match
    {
        const RoutePlace *place = nullptr; ///< null where nothing is at that path
        QByteArray parameter{};            ///< the segment that stands for the pattern's parameter, decoded
    };
    /// All methods that there are.
    static QByteArray allMethods();
    /// The match is valid as long as the bytes of the path are.
    Match find(QByteArrayView path) const;

    const std::vector<Route> &routes() const { return m_routes; }

private:
    const std::vector<Route> m_routes;
    RoutePlace m_root{RoutePlace::Parameter::None};
};

} // namespace Procession
