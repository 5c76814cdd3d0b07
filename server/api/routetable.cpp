// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "routetable.h"

namespace Procession {

namespace {

/// Takes the first segment off a path that begins with a slash.
QByteArrayView takeSegment(QByteArrayView &path)
{
    const qsizetype slash = path.indexOf('/', 1);
    const QByteArrayView segment = path.sliced(1, (slash < 0 ? path.size() : slash) - 1);
    path = slash < 0 ? QByteArrayView() : path.sliced(slash);
    return segment;
}

RoutePlace::Parameter parameterOf(QByteArrayView segment)
{
    if (segment == QByteArrayView("{process_type}"))
        return RoutePlace::Parameter::ProcessType;
    return segment == QByteArrayView("{name}") ? RoutePlace::Parameter::Name : RoutePlace::Parameter::ProcessId;
}

/// The names of the methods that `takes` agrees to.
template <typename Takes>
QByteArray namesOf(Takes takes)
{
    QByteArrayList names;
    for (size_t i = 0; i < httpMethodNames.size(); ++i) {
        if (takes(static_cast<HttpMethod>(i)))
            names.append(httpMethodNames[i].toByteArray());
    }
    return names.join(", ");
}

} // namespace

/// The place that a segment of a pattern leads to, made where it isn't there yet.
RoutePlace &RoutePlace::below(QByteArrayView segment)
{
    if (segment.startsWith('{')) {
        if (!m_anything)
            m_anything =
                std::make_unique<RoutePlace>(m_parameter == Parameter::None ? parameterOf(segment) : m_parameter);
        return *m_anything;
    }
    for (const auto &[name, place] : m_named) {
        if (name == segment)
            return *place;
    }
    return *m_named.emplace_back(segment.toByteArray(), std::make_unique<RoutePlace>(m_parameter)).second;
}

/// The place that a segment of a path leads to, or null. Notes the segment where it is a parameter.
const RoutePlace *RoutePlace::find(QByteArrayView segment, QByteArray &parameter) const
{
    QByteArray decoded;
    if (segment.contains('%')) {
        decoded = QByteArray::fromPercentEncoding(segment.toByteArray());
        segment = decoded;
    }
    for (const auto &[name, place] : m_named) {
        if (name == segment)
            return place.get();
    }
    if (m_anything && parameter.isNull())
        parameter = decoded.isEmpty() ? QByteArray::fromRawData(segment.data(), segment.size()) : std::move(decoded);
    return m_anything.get();
}

bool RoutePlace::hasRoutes() const
{
    return std::any_of(m_routes.begin(), m_routes.end(), [](const Route *route) { return route; });
}

QByteArray RoutePlace::allowed() const
{
    return namesOf([this](HttpMethod method) { return method == HttpMethod::Options || route(method); });
}

RouteTable::RouteTable(std::vector<Route> routes)
    : m_routes(std::move(routes))
{
    for (const Route &route : m_routes) {
        RoutePlace *place = &m_root;
        for (QByteArrayView rest = route.pattern; !rest.isEmpty();)
            place = &place->below(takeSegment(rest));
        Q_ASSERT(!place->route(route.method));
        place->m_routes[static_cast<size_t>(route.method)] = &route;
    }
}

RouteTable::Match RouteTable::find(QByteArrayView path) const
{
    Match match;
    const RoutePlace *place = &m_root;
    while (place && path.startsWith('/'))
        place = place->find(takeSegment(path), match.parameter);
    if (place && place->hasRoutes())
        match.place = place;
    return match;
}

QByteArray RouteTable::allMethods()
{
    return namesOf([](HttpMethod) { return true; });
}

} // namespace Procession
