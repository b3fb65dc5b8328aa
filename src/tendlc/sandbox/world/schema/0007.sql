-- How many brand and campaign requests of a world came too soon after another.
ALTER TABLE worlds ADD COLUMN paced_breaches INTEGER NOT NULL DEFAULT 0;
