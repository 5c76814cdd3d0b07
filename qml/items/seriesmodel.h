// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "seriesdata.h"

#include <QObject>

namespace Procession {

/// Hands the course of an attempt to SeriesView, whole, whenever there is more of it.
///
/// Threads: the GUI's. Owner: who shows the attempt.
class SeriesModel : public QObject
{
    Q_OBJECT
    /// Whether there is nothing to draw.
    Q_PROPERTY(bool empty READ isEmpty NOTIFY changed)

public:
    using QObject::QObject;

    const SeriesData &data() const { return m_data; }
    /// Points, marks and an estimate that aren't numbers are left out.
    void setData(SeriesData data);
    bool isEmpty() const;

Q_SIGNALS:
    void changed();

private:
    SeriesData m_data;
};

} // namespace Procession
