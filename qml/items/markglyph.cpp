// SPDX-FileCopyrightText: 2026 The Procession authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "markglyph.h"

namespace Procession {

void paintMarkGlyph(QPainter &painter, SeriesMark::Kind kind, QPointF middle, const QColor &color)
{
    constexpr double size = 4.5;
    const double x = middle.x();
    const double y = middle.y();
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    switch (kind) {
    case SeriesMark::Kind::Started: // goes on to the right
        painter.drawPolygon(QPolygonF{{x - size + 1.0, y - size}, {x + size, y}, {x - size + 1.0, y + size}});
        break;
    case SeriesMark::Kind::Completed:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 2.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(QPolygonF{{x - size, y}, {x - 1.0, y + size - 1.0}, {x + size, y - size + 0.5}});
        break;
    case SeriesMark::Kind::Failed:
        painter.setPen(QPen(color, 2.2, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(x - size + 1.0, y - size + 1.0), QPointF(x + size - 1.0, y + size - 1.0));
        painter.drawLine(QPointF(x - size + 1.0, y + size - 1.0), QPointF(x + size - 1.0, y - size + 1.0));
        break;
    case SeriesMark::Kind::Cancelled:
        painter.drawRect(QRectF(x - size + 1.0, y - size + 1.0, 2.0 * size - 2.0, 2.0 * size - 2.0));
        break;
    case SeriesMark::Kind::TimedOut: // an hourglass
        painter.drawPolygon(QPolygonF{{x - size, y - size}, {x + size, y - size}, {x, y}});
        painter.drawPolygon(QPolygonF{{x - size, y + size}, {x + size, y + size}, {x, y}});
        break;
    case SeriesMark::Kind::Retry: { // once round
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 1.8, Qt::SolidLine, Qt::RoundCap));
        painter.drawArc(QRectF(x - size + 0.5, y - size + 0.5, 2.0 * size - 1.0, 2.0 * size - 1.0), 20 * 16, 290 * 16);
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawPolygon(QPolygonF{{x + 1.2, y - 3.2}, {x + size + 1.4, y - size - 0.6}, {x + size + 0.6, y + 0.6}});
        break;
    }
    case SeriesMark::Kind::Quiet:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 1.8));
        painter.drawEllipse(middle, size - 1.0, size - 1.0);
        break;
    case SeriesMark::Kind::Limit: // up against a bar
        painter.drawRect(QRectF(x - size, y - size, 2.0 * size, 2.0));
        painter.drawPolygon(QPolygonF{{x, y - size + 2.5}, {x + size, y + size}, {x - size, y + size}});
        break;
    case SeriesMark::Kind::Message:
        painter.drawEllipse(middle, 2.2, 2.2);
        break;
    }
}

} // namespace Procession
