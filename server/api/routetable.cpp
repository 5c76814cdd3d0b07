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

class RouteTable::Place
{
public:
    /// The place that a segment of a pattern leads to, made where it isn't there yet.
    Place &below(QByteArrayView segment)
    {
        if (segment.startsWith('{')) {
            if (!m_anything)
                m_anything = std::make_unique<Place>();
            m_kind = segment == QByteArrayView("{process_type}") ? Parameter::ProcessType : Parameter::ProcessId;
            return *m_anything;
        }
        for (const auto &[name, place] : m_named) {
            if (name == segment)
                return *place;
        }
        return *m_named.emplace_back(segment.toByteArray(), std::make_unique<Place>()).second;
    }

    /// The place that a segment of a path leads to, or null. Notes in `match` where the segment is a parameter.
    const Place *find(QByteArrayView segment, Match &match) const
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
        if (m_anything) {
            match.parameter =
                decoded.isEmpty() ? QByteArray::fromRawData(segment.data(), segment.size()) : std::move(decoded);
            match.kind = m_kind;
        }
        return m_anything.get();
    }

    void add(const Route &route) { m_routes[static_cast<size_t>(route.method)] = &route; }
    const Route *route(HttpMethod method) const { return m_routes[static_cast<size_t>(method)]; }
    bool hasRoutes() const
    {
        return std::any_of(m_routes.begin(), m_routes.end(), [](const Route *route) { return route; });
    }

private:
    std::vector<std::pair<QByteArray, std::unique_ptr<Place>>> m_named;
    std::unique_ptr<Place> m_anything;
    Parameter m_kind = Parameter::None; // of the segments that lead to m_anything
    std::array<const Route *, httpMethodNames.size()> m_routes{};
};

RouteTable::RouteTable(std::vector<Route> routes)
    : m_routes(std::move(routes))
    , m_root(std::make_unique<Place>())
{
    for (const Route &route : m_routes) {
        Place *place = m_root.get();
        for (QByteArrayView rest = route.pattern; !rest.isEmpty();)
            place = &place->below(takeSegment(rest));
        Q_ASSERT(!place->route(route.method));
        place->add(route);
    }
}

RouteTable::~RouteTable() = default;

RouteTable::Match RouteTable::find(QByteArrayView path) const
{
    Match match;
    const Place *place = m_root.get();
    while (place && path.startsWith('/'))
        place = place->find(takeSegment(path), match);
    if (place && place->hasRoutes())
        match.place = place;
    return match;
}

const Route *RouteTable::Match::route(HttpMethod method) const
{
    return place ? place->route(method == HttpMethod::Head ? HttpMethod::Get : method) : nullptr;
}

QByteArray RouteTable::Match::allowed() const
{
    return namesOf([this](HttpMethod method) { return method == HttpMethod::Options || route(method); });
}

QByteArray RouteTable::allMethods()
{
    return namesOf([](HttpMethod) { return true; });
}

} // namespace Procession
