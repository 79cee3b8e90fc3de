-- Up to which dseq rows of the journal may lack: they were pruned, or a new incarnation
-- began behind them. A row that lacks above was taken out by another hand.
INSERT INTO meta(k, v)
SELECT 'holes', CAST(max(dseq) - 1 AS TEXT) FROM op AS o
WHERE dseq > 1 AND NOT EXISTS (SELECT 1 FROM op AS p WHERE p.dseq = o.dseq - 1)
HAVING max(dseq) IS NOT NULL
