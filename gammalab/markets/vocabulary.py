"""Names that columns of prices have, in the languages of those who write them.

All of them as `columns.plain` has them: small letters, no marks.
"""

from __future__ import annotations

CLOSE = ("close", "close last", "closing price", "close price", "closeprice", "schluss",
         "schlusskurs", "cierre", "cloture", "clôture", "clot", "chiusura", "fechamento",
         "zamkniecie", "zamknięcie", "slotkoers", "slot", "kapanış", "закрытие", "收盘", "收盘价",
         "收盤", "收盤價", "終値", "종가", "c")  # fmt: skip
SETTLED = ("settle", "settlement", "settlement price")
PRICE = ("price", "last", "last price", "px last", "px_last", *SETTLED, "value",
         "zuletzt", "letzter", "kurs", "dernier", "cours", "último", "ultimo", "precio", "prezzo",
         "preço", "cena", "laatste", "koers", "senaste", "şimdi", "цена", "mid", "index price",
         "mark price", "index value")  # fmt: skip
OTHERS = {
    "open": ("open", "o", "open price", "opening price", "eröffn", "eröffnung", "eröffnungskurs",
             "erster", "px open", "ouv", "ouverture", "apertura", "abertura", "openingskoers",
             "öppen", "otwarcie", "açılış", "откр", "открытие", "开盘", "开盘价", "開盤", "開盤價",
             "始値", "시가"),
    "high": ("high", "h", "high price", "hoch", "tageshoch", "höchst", "höchstkurs", "px high",
             "haut", "plus haut", "máximo", "máxima", "massimo", "hoog", "högst", "najwyzszy",
             "najwyższy", "yüksek", "макс", "максимум", "最高", "最高价", "高値", "고가"),
    "low": ("low", "l", "low price", "tief", "tagestief", "tiefst", "tiefstkurs", "px low", "bas",
            "plus bas", "mínimo", "mínima", "minimo", "laag", "lägst", "najnizszy", "najniższy",
            "düşük", "мин", "минимум", "最低", "最低价", "安値", "저가"),
}  # fmt: skip
DATES = ("date", "datetime", "date time", "timestamp", "time", "open time", "datum", "zeit",
         "fecha", "data", "tarih", "дата", "日期", "日付", "日付け", "일자", "날짜", "day", "dt",
         "gmt time", "local time", "observation date", "calc time", "fundingtime", "funding time",
         "price date", "ts event", "window start", "start time")  # fmt: skip
HOURS = ("time", "hour", "zeit", "uhrzeit", "hora", "heure", "quote time", "trade time",
         "bar time", "ms of day")  # fmt: skip
